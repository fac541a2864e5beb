package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Version;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The last message of a topic that was to be kept for who subscribes later. */
class MqttRetainedIT extends DeployedMqtt {
  private final String topic = newTopic();

  @ParameterizedTest
  @EnumSource(Version.class)
  void isSentOnceWhereOnePacketNamesAFilterTwice(Version version) throws Exception {
    MqttClient publisher = connect(version);
    publisher.publish(new Publish(topic, "1").qos(1).retain());
    MqttClient late = connect(version);
    assertEquals(List.of(0, 1), late.subscribe(new Subscribe(topic, 0).and(topic, 1)).codes());
    assertEquals(1, late.message("1").qos());
    late.expectNothing();
    clear(publisher);
    late.message("");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({
    "MQTT-3.3.1-5",
    "MQTT-3.3.1-8",
    "MQTT-3.3.1-9",
    "MQTT-3.3.1-12",
    "MQTT3-3.3.1-5",
    "MQTT3-3.3.1-6",
    "MQTT3-3.3.1-8",
    "MQTT3-3.3.1-9",
    "MQTT3-3.3.1-12"
  })
  void isTheNewestThatWasPublishedWithTheFlag(Version version) throws Exception {
    MqttClient publisher = connect(version);
    MqttClient live = connect(version);
    live.subscribe(topic, 1);
    publisher.publish(new Publish(topic, "1").qos(1).retain());
    assertFalse(live.message("1").retain());
    publisher.publish(new Publish(topic, "2").qos(1).retain());
    assertFalse(live.message("2").retain());
    publisher.publish(topic, "3", 1);
    assertFalse(live.message("3").retain());
    MqttClient late = connect(version);
    late.subscribe(topic, 1);
    assertTrue(late.message("2").retain());
    late.expectNothing();
    clear(publisher);
    live.message("");
    late.message("");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.3.1-6", "MQTT-3.3.1-7", "MQTT3-3.3.1-10", "MQTT3-3.3.1-11", "MQTT3-3.3.1-7"})
  void isClearedByAnEmptyOneWhichIsDeliveredItself(Version version) throws Exception {
    MqttClient publisher = connect(version);
    for (int qos = 0; qos <= 2; qos++) {
      MqttClient live = connect(version);
      live.subscribe(topic, 2);
      publisher.publish(new Publish(topic, "kept").qos(qos).retain());
      live.message("kept");
      publisher.publish(new Publish(topic, "").qos(qos).retain());
      Packet empty = live.message("");
      assertFalse(empty.retain());
      MqttClient late = connect(version);
      late.subscribe(topic, 2);
      late.expectNothing();
      live.disconnect();
      late.disconnect();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.3.1-8", "MQTT3-3.3.1-12"})
  void isNotTouchedByOthers(Version version) throws Exception {
    MqttClient publisher = connect(version);
    publisher.publish(new Publish(topic, "kept").qos(1).retain());
    publisher.publish(topic, "passing", 1);
    publisher.publish(topic, "", 1);
    publisher.publish(new Publish(topic + "/x", "").qos(1).retain());
    MqttClient late = connect(version);
    late.subscribe(topic + "/#", 1);
    late.message("kept");
    late.expectNothing();
    clear(publisher);
    late.message("");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.3.1-9", "MQTT-3.8.4-8", "MQTT3-3.3.1-6", "MQTT3-3.8.4-6"})
  void comesOfEachTopicThatMatchesAtTheLowerOfBothQualities(Version version) throws Exception {
    MqttClient publisher = connect(version);
    for (int i = 0; i < 30; i++) {
      publisher.publish(new Publish(topic + "/" + i, "of " + i).qos(i % 3).retain());
    }
    MqttClient late = connect(version);
    late.subscribe(topic + "/+", 1);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      Packet message = late.message();
      assertTrue(message.retain());
      int number = Integer.parseInt(message.text().substring(3));
      assertEquals(topic + "/" + number, late.topic(message));
      assertEquals(Math.min(1, number % 3), message.qos());
      seen.add(message.text());
    }
    assertEquals(IntStream.range(0, 30).mapToObj(i -> "of " + i).collect(Collectors.toSet()), seen);
    late.unsubscribe(topic + "/+");
    for (int i = 0; i < 30; i++) {
      publisher.publish(new Publish(topic + "/" + i, "").retain());
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.8.4-4", "MQTT-3.3.1-9", "MQTT3-3.8.4-3"})
  void comesAgainWithEachSubscriptionToTheSameFilter(Version version) throws Exception {
    MqttClient publisher = connect(version);
    publisher.publish(new Publish(topic, "kept").qos(1).retain());
    MqttClient client = connect(version);
    for (int i = 0; i < 3; i++) {
      client.subscribe(topic, 1);
      assertTrue(client.message("kept").retain());
    }
    clear(publisher);
    client.message("");
  }

  @Test
  @Statement({"MQTT-3.3.1-9", "MQTT-3.3.1-10", "MQTT-3.3.1-11"})
  void comesAsRetainHandlingSays() throws Exception {
    MqttClient publisher = connect(Version.V5);
    publisher.publish(new Publish(topic, "kept").qos(1).retain());
    MqttClient client = connect(Version.V5);
    client.subscribe(topic, 1 | Subscribe.RETAINED_IF_NEW);
    assertTrue(client.message("kept").retain());
    client.subscribe(topic, Subscribe.RETAINED_IF_NEW);
    client.expectNothing();
    client.subscribe(topic, 1 | Subscribe.NO_RETAINED);
    client.expectNothing();
    client.unsubscribe(topic);
    client.subscribe(topic, 1 | Subscribe.NO_RETAINED);
    client.expectNothing();
    client.unsubscribe(topic);
    client.subscribe(topic, 1 | Subscribe.RETAINED_IF_NEW);
    client.message("kept");
    client.subscribe(topic, 1);
    client.message("kept");
    clear(publisher);
    client.message("");
  }

  @Test
  @Statement({"MQTT-3.3.1-12", "MQTT-3.3.1-13"})
  void isFlaggedInLiveMessagesOnlyIfAsked() throws Exception {
    MqttClient publisher = connect(Version.V5);
    MqttClient asPublished = connect(Version.V5);
    asPublished.subscribe(topic, 1 | Subscribe.RETAIN_AS_PUBLISHED);
    MqttClient plain = connect(Version.V5);
    plain.subscribe(topic, 1);
    publisher.publish(new Publish(topic, "kept").qos(1).retain());
    publisher.publish(topic, "passing", 1);
    assertTrue(asPublished.message("kept").retain());
    assertFalse(asPublished.message("passing").retain());
    assertFalse(plain.message("kept").retain());
    assertFalse(plain.message("passing").retain());
    clear(publisher);
    assertTrue(asPublished.message("").retain());
    assertFalse(plain.message("").retain());
  }

  @Test
  @Statement({"MQTT-3.3.2-4", "MQTT-3.3.2-17", "MQTT-3.3.2-20", "MQTT-3.3.4-3"})
  void carriesItsProperties() throws Exception {
    MqttClient publisher = connect(Version.V5);
    publisher.publish(
        new Publish(topic, "kept")
            .qos(2)
            .retain()
            .with(Props.PAYLOAD_FORMAT, 1)
            .with(Props.CONTENT_TYPE, "text/plain")
            .user("k", "v"));
    MqttClient client = connect(Version.V5);
    client.subscribe(new Subscribe(topic, 2).with(Props.SUBSCRIPTION_ID, 5));
    Packet message = client.message("kept");
    assertEquals(2, message.qos());
    assertEquals(1, message.props().number(Props.PAYLOAD_FORMAT));
    assertEquals("text/plain", message.props().text(Props.CONTENT_TYPE));
    assertEquals(List.of(5), message.props().subscriptionIds());
    assertEquals(List.of(new Props.Pair("k", "v")), message.publishersProperties());
    clear(publisher);
    client.message("");
  }

  @Test
  @Statement({"MQTT-3.3.2-5", "MQTT-3.3.2-6"})
  void expires() throws Exception {
    MqttClient publisher = connect(Version.V5);
    publisher.publish(new Publish(topic, "short").qos(1).retain().with(Props.MESSAGE_EXPIRY, 1));
    publisher.publish(
        new Publish(topic + "/x", "long").qos(1).retain().with(Props.MESSAGE_EXPIRY, 100));
    pass(Duration.ofMillis(2100));
    MqttClient late = connect(Version.V5);
    late.subscribe(topic + "/#", 1);
    int left = late.message("long").props().number(Props.MESSAGE_EXPIRY);
    assertTrue(left >= 50 && left <= 98, () -> "left " + left);
    late.expectNothing();
    publisher.publish(new Publish(topic + "/x", "").retain());
    late.message("");
  }

  /** They are the server's, not the session's. */
  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT3-3.1.2-7"})
  void outlivesTheSessionOfItsPublisher(Version version) throws Exception {
    MqttClient publisher = connect(version);
    publisher.publish(new Publish(topic, "kept").qos(1).retain());
    publisher.disconnect();
    MqttClient late = connect(version);
    late.subscribe(topic, 0);
    late.message("kept");
    clear(late);
    late.message("");
  }

  private void clear(MqttClient publisher) throws Exception {
    publisher.publish(new Publish(topic, "").qos(1).retain());
  }
}
