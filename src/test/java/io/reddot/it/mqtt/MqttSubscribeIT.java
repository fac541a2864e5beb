package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SUBSCRIBE and UNSUBSCRIBE: which topics they reach, and what is answered. */
class MqttSubscribeIT extends DeployedMqtt {
  private final String topic = newTopic();

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({
    "MQTT-3.8.4-1",
    "MQTT-3.8.4-2",
    "MQTT-3.8.4-5",
    "MQTT-3.8.4-6",
    "MQTT-3.8.4-7",
    "MQTT-3.9.3-1",
    "MQTT-3.9.3-2",
    "MQTT-2.2.1-6",
    "MQTT3-3.8.4-1",
    "MQTT3-3.8.4-2",
    "MQTT3-3.8.4-4",
    "MQTT3-3.8.4-5",
    "MQTT3-3.9.3-1",
    "MQTT3-3.9.3-2",
    "MQTT3-2.3.1-7"
  })
  void answersEachFilterInOrder(Version version) throws Exception {
    MqttClient client = connect(version);
    client.send(
        new Subscribe(topic + "/2", 2)
            .and(topic + "/#/bad", 1)
            .and(topic + "/0", 0)
            .and(topic + "bad+", 2)
            .and(topic + "/1/#", 1)
            .bytes(version, 65535));
    Packet suback = client.expect(Type.SUBACK);
    int invalid = version == Version.V5 ? 0x8f : 0x80;
    assertEquals(65535, suback.id());
    assertEquals(List.of(2, invalid, 0, invalid, 1), suback.codes());
    client.publish(topic + "/1/x", "x", 0);
    client.message("x");
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b, true",
    "a/b, a/b/, false",
    "a/b, /a/b, false",
    "a/b, A/b, false",
    "a/#, a, true",
    "a/#, a/, true",
    "a/#, a/b/c/d, true",
    "a/#, ab, false",
    "a/+, a/b, true",
    "a/+, a/, true",
    "a/+, a, false",
    "a/+, a/b/c, false",
    "a/+/c, a/b/c, true",
    "a/+/c, a//c, true",
    "a/+/#, a, false",
    "a/+/#, a/b, true",
    "a//b, a//b, true",
    "a//b, a/b, false",
    "+/+, a/b, true",
    "+/+, a/b/c, false",
    "小红点/+, 小红点/ñ🔴, true",
    "é, e\u0301, false",
    "a b, a b, true",
    "\ufeffa, \ufeffa, true",
    "\ufeffa, a, false"
  })
  @Statement({
    "MQTT-4.7.1-1",
    "MQTT-4.7.1-2",
    "MQTT-4.7.3-4",
    "MQTT-3.3.2-3",
    "MQTT-1.5.4-3",
    "MQTT3-4.7.1-2",
    "MQTT3-4.7.1-3",
    "MQTT3-4.7.3-4",
    "MQTT3-3.3.2-3",
    "MQTT3-1.5.3-3"
  })
  void matchesTopicsByTheirLevels(String filter, String name, boolean matches) throws Exception {
    MqttClient client = connect(Version.V5);
    client.subscribe(topic + '/' + filter, 1);
    client.subscribe(topic + "/end", 1);
    client.publish(topic + '/' + name, "x", 1);
    client.publish(topic + "/end", "end", 1);
    if (matches) {
      assertEquals(topic + '/' + name, client.topic(client.message("x")));
    }
    client.message("end");
  }

  @Test
  @Statement({"MQTT-4.7.1-1", "MQTT-4.7.1-2"})
  void matchesFromTheFirstLevelOn() throws Exception {
    MqttClient client = connect(Version.V5);
    String level = topic.substring(topic.indexOf('/') + 1);
    client.subscribe("+/" + level, 1);
    client.publish(topic, "1", 1);
    client.publish('/' + level, "2", 1);
    client.message("1");
    client.message("2");
    client.subscribe("#", 1 | Subscribe.NO_RETAINED);
    client.publish(newTopic(), "3", 1);
    client.message("3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a/#/b", "a#", "#a", "a/b+", "+a", "a/+b/c", "##", "++", "a/#/", "/#/"})
  @Statement({
    "MQTT-4.7.1-1",
    "MQTT-4.7.1-2",
    "MQTT-4.7.3-1",
    "MQTT3-4.7.1-2",
    "MQTT3-4.7.1-3",
    "MQTT3-4.7.3-1"
  })
  void refusesWhatIsNoFilter(String filter) throws Exception {
    for (Version version : Version.values()) {
      MqttClient client = connect(version);
      int invalid = version == Version.V5 ? 0x8f : 0x80;
      assertEquals(
          List.of(0, invalid), client.subscribe(new Subscribe(topic, 0).and(filter, 1)).codes());
      client.expectNothing();
    }
  }

  /** No client publishes there, so that nothing but silence can be seen of them. */
  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-4.7.2-1", "MQTT3-4.7.2-1"})
  void takesFiltersOfTheServersOwnTopics(Version version) throws Exception {
    MqttClient client = connect(version);
    int code = client.subscribe(new Subscribe("$SYS/#", 0)).code();
    assertTrue(code == 0 || code == 0x80 || code == 0x87, () -> "code " + code);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.8.4-3", "MQTT3-3.8.4-3"})
  void replacesASubscriptionToTheSameFilter(Version version) throws Exception {
    MqttClient publisher = connect(version);
    MqttClient client = connect(version);
    client.subscribe(topic, 2);
    client.subscribe(topic, 1);
    publisher.publish(topic, "1", 2);
    assertEquals(1, client.message("1").qos());
    assertEquals(List.of(1, 0), client.subscribe(new Subscribe(topic, 1).and(topic, 0)).codes());
    publisher.publish(topic, "2", 2);
    assertEquals(0, client.message("2").qos());
  }

  /** A subscription is about what is published after it; often, for it is a race if it fails. */
  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.8.4-1", "MQTT-3.3.1-9", "MQTT3-3.8.4-1", "MQTT3-3.3.1-6"})
  void beginsBehindWhatWasAcknowledgedBefore(Version version) throws Exception {
    MqttClient publisher = connect(version);
    MqttClient client = connect(version);
    for (int i = 0; i < 500; i++) {
      String one = topic + '/' + i;
      publisher.publish(one, "before", 1);
      client.subscribe(one, 1);
      publisher.publish(one, "after", 1);
      client.message("after");
      client.unsubscribe(one);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.8.4-8", "MQTT3-3.8.4-6"})
  void deliversAtTheLowerOfBothQualities(Version version) throws Exception {
    MqttClient publisher = connect(version);
    for (int granted = 0; granted <= 2; granted++) {
      MqttClient client = connect(version);
      client.subscribe(topic, granted);
      for (int qos = 0; qos <= 2; qos++) {
        publisher.publish(topic, granted + " " + qos, qos);
        assertEquals(Math.min(granted, qos), client.message(granted + " " + qos).qos());
      }
      client.disconnect();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.3.4-2", "MQTT3-3.8.4-6"})
  void deliversOnceToOverlappingSubscriptionsAtTheHighestQuality(Version version) throws Exception {
    MqttClient publisher = connect(version);
    MqttClient client = connect(version);
    client.subscribe(topic + "/#", 0);
    client.subscribe(topic + "/+", 2);
    client.subscribe(topic + "/x", 1);
    for (int qos = 0; qos <= 2; qos++) {
      publisher.publish(topic + "/x", "x", qos);
      assertEquals(qos, client.message("x").qos());
    }
    client.unsubscribe(topic + "/+");
    publisher.publish(topic + "/x", "y", 2);
    assertEquals(1, client.message("y").qos());
  }

  @Test
  @Statement({"MQTT-3.3.4-3", "MQTT-3.3.4-4", "MQTT-3.3.4-5"})
  void namesAllSubscriptionsThatMatch() throws Exception {
    MqttClient publisher = connect(Version.V5);
    MqttClient client = connect(Version.V5);
    client.subscribe(new Subscribe(topic + "/#", 0).with(Props.SUBSCRIPTION_ID, 1));
    client.subscribe(new Subscribe(topic + "/+", 1).with(Props.SUBSCRIPTION_ID, 268_435_455));
    client.subscribe(new Subscribe(topic + "/x", 2));
    client.subscribe(
        new Subscribe(topic + "/y", 2).and(topic + "/z", 2).with(Props.SUBSCRIPTION_ID, 128));
    publisher.publish(topic + "/x", "x", 2);
    publisher.publish(topic + "/y", "y", 2);
    publisher.publish(topic, "z", 2);
    assertEquals(List.of(1, 268_435_455), client.message("x").props().subscriptionIds());
    assertEquals(List.of(1, 128, 268_435_455), client.message("y").props().subscriptionIds());
    assertEquals(List.of(1), client.message("z").props().subscriptionIds());
    client.subscribe(new Subscribe(topic + "/#", 0));
    client.subscribe(new Subscribe(topic + "/+", 0).with(Props.SUBSCRIPTION_ID, 7));
    publisher.publish(topic + "/x", "x", 2);
    assertEquals(List.of(7), client.message("x").props().subscriptionIds());
  }

  @Test
  @Statement("MQTT-3.8.3-3")
  void keepsFromAClientItsOwnMessagesIfAsked() throws Exception {
    MqttClient other = connect(Version.V5);
    other.subscribe(topic, 1 | Subscribe.NO_LOCAL);
    MqttClient client = connect(Version.V5);
    client.subscribe(topic, 1 | Subscribe.NO_LOCAL);
    client.publish(topic, "mine", 1);
    other.message("mine");
    other.publish(topic, "the other's", 1);
    client.message("the other's");
    client.subscribe(topic, 1);
    client.publish(topic, "mine, too", 1);
    client.message("mine, too");
    other.message("mine, too");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({
    "MQTT-3.10.4-1",
    "MQTT-3.10.4-2",
    "MQTT-3.10.4-4",
    "MQTT-3.10.4-5",
    "MQTT-3.10.4-6",
    "MQTT-3.11.3-1",
    "MQTT-3.11.3-2",
    "MQTT3-3.10.4-1",
    "MQTT3-3.10.4-2",
    "MQTT3-3.10.4-4",
    "MQTT3-3.10.4-5",
    "MQTT3-3.10.4-6"
  })
  void unsubscribesExactlyWhatIsNamed(Version version) throws Exception {
    MqttClient client = connect(version);
    client.subscribe(topic + "/+", 1);
    client.subscribe(topic + "/y/#", 1);
    Packet unsuback = client.unsubscribe(topic + "/y", topic + "/+", topic + "/+", topic + "/Y/#");
    if (version == Version.V5) {
      assertEquals(List.of(0x11, 0, 0x11, 0x11), unsuback.codes());
    }
    client.publish(topic + "/x", "x", 1);
    client.publish(topic + "/y", "y", 1);
    client.message("y");
    client.unsubscribe(topic + "/y/#");
    client.publish(topic + "/y", "y", 1);
    client.expectNothing();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.10.4-3", "MQTT3-3.10.4-3"})
  void completesWhatItBeganToDeliverBeforeAnUnsubscribe(Version version) throws Exception {
    MqttClient client = connect(version);
    client.subscribe(topic, 2);
    client.publish(topic, "begun", 2);
    Packet begun = client.expect(Type.PUBLISH);
    client.unsubscribe(topic);
    client.ack(Type.PUBREC, begun.id());
    assertEquals(begun.id(), client.expect(Type.PUBREL).id());
    client.ack(Type.PUBCOMP, begun.id());
    client.expectNothing();
  }

  /** As many as a session of any transport may have, which is all that the server bears. */
  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.8.4-5", "MQTT-3.8.4-7", "MQTT3-3.8.4-4"})
  void takesAHundredFiltersAndNoMore(Version version) throws Exception {
    MqttClient client = connect(version);
    Subscribe subscribe = new Subscribe(topic + "/0", 0);
    for (int i = 1; i <= 100; i++) {
      subscribe.and(topic + '/' + i, 0);
    }
    List<Integer> codes = client.subscribe(subscribe).codes();
    assertEquals(Collections.nCopies(100, 0), codes.subList(0, 100));
    assertEquals(List.of(version == Version.V5 ? 0x97 : 0x80), codes.subList(100, 101));
    client.publish(topic + "/99", "x", 0);
    client.message("x");
    client.unsubscribe(topic + "/0");
    client.subscribe(topic + "/100", 0);
  }
}
