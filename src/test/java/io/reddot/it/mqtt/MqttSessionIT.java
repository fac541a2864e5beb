package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.mqtt.Bytes;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Version;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What outlives a connection: subscriptions and what was published meanwhile, for a while. */
class MqttSessionIT extends DeployedMqtt {
  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({
    "MQTT-3.1.2-5",
    "MQTT-3.1.2-23",
    "MQTT-3.2.2-3",
    "MQTT-4.1.0-1",
    "MQTT-4.5.0-1",
    "MQTT3-3.1.2-4",
    "MQTT3-3.1.2-5",
    "MQTT3-3.2.2-2",
    "MQTT3-4.5.0-1"
  })
  void goesOnWithASessionWhereItStopped(Version version) throws Exception {
    String id = newClientId();
    String topic = newTopic();
    MqttClient publisher = connect(version);
    MqttClient client = connect(new Connect(version, id).persistent());
    client.subscribe(topic, 2);
    publisher.publish(topic, "0", 2);
    client.message("0");
    client.disconnect();
    for (int i = 1; i <= 20; i++) {
      publisher.publish(topic, Integer.toString(i), i % 2 + 1);
    }
    client = open(version);
    assertTrue(client.connect(new Connect(version, id).persistent()).sessionPresent());
    for (int i = 1; i <= 20; i++) {
      assertEquals(i % 2 + 1, client.message(Integer.toString(i)).qos());
    }
    publisher.publish(topic, "21", 1);
    client.message("21");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.2-6", "MQTT-3.2.2-3", "MQTT3-3.2.2-3", "MQTT3-3.1.2-4"})
  void beginsASessionWhereThereIsNone(Version version) throws Exception {
    MqttClient client = open(version);
    assertFalse(client.connect(new Connect(version, newClientId()).persistent()).sessionPresent());
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({
    "MQTT-3.1.2-4",
    "MQTT-3.1.4-4",
    "MQTT-3.2.2-2",
    "MQTT3-3.1.2-6",
    "MQTT3-3.1.4-3",
    "MQTT3-3.2.2-1"
  })
  void forgetsTheSessionOnACleanStart(Version version) throws Exception {
    String id = newClientId();
    String topic = newTopic();
    MqttClient publisher = connect(version);
    MqttClient client = connect(new Connect(version, id).persistent());
    client.subscribe(topic, 1);
    client.disconnect();
    publisher.publish(topic, "missed", 1);
    client = open(version);
    assertFalse(client.connect(new Connect(version, id)).sessionPresent());
    publisher.publish(topic, "not subscribed", 1);
    client.expectNothing();
    client.disconnect();
    assertFalse(
        open(version).connect(new Connect(version, id).persistent()).sessionPresent(),
        "the clean session, too, is over with its connection");
  }

  /** Clean start and an expiry interval are two things in version 5. */
  @Test
  @Statement({"MQTT-3.1.2-23", "MQTT-3.1.2-4"})
  void keepsASessionThatBeganCleanly() throws Exception {
    String id = newClientId();
    MqttClient client = connect(new Connect(Version.V5, id).with(Props.SESSION_EXPIRY, 300));
    client.close();
    client = open(Version.V5);
    assertTrue(client.connect(new Connect(Version.V5, id).persistent()).sessionPresent());
  }

  @Test
  @Statement("MQTT-4.1.0-2")
  void endsASessionWithoutAnExpiryIntervalWithItsConnection() throws Exception {
    String id = newClientId();
    connect(new Connect(Version.V5, id).resume()).disconnect();
    MqttClient client = open(Version.V5);
    assertFalse(client.connect(new Connect(Version.V5, id).resume()).sessionPresent());
    client.close();
    assertFalse(open(Version.V5).connect(new Connect(Version.V5, id).resume()).sessionPresent());
  }

  @Test
  @Statement("MQTT-4.1.0-2")
  void forgetsASessionWhenItsIntervalHasPassed() throws Exception {
    String id = newClientId();
    String topic = newTopic();
    MqttClient client = connect(new Connect(Version.V5, id).resume().with(Props.SESSION_EXPIRY, 1));
    client.subscribe(topic, 1);
    client.close();
    pass(Duration.ofMillis(2500));
    MqttClient again = open(Version.V5);
    assertFalse(again.connect(new Connect(Version.V5, id).resume()).sessionPresent());
    again.publish(topic, "news", 1);
    again.expectNothing();
  }

  @Test
  @Statement({"MQTT-3.1.2-23", "MQTT-4.1.0-1"})
  void doesNotCountTheTimeOfAConnection() throws Exception {
    String id = newClientId();
    Connect connect = new Connect(Version.V5, id).resume().with(Props.SESSION_EXPIRY, 2);
    MqttClient client = connect(connect);
    pass(Duration.ofMillis(2500));
    client.expectNothing();
    client.close();
    assertTrue(open(Version.V5).connect(connect).sessionPresent());
  }

  @Test
  @Statement("MQTT-3.1.2-23")
  void keepsASessionForEverIfAsked() throws Exception {
    String id = newClientId();
    connect(new Connect(Version.V5, id).resume().with(Props.SESSION_EXPIRY, 0xffffffffL))
        .disconnect();
    assertTrue(open(Version.V5).connect(new Connect(Version.V5, id).resume()).sessionPresent());
  }

  @Test
  @Statement("MQTT-4.1.0-2")
  void lastsAsLongAsDisconnectSays() throws Exception {
    String id = newClientId();
    MqttClient client = connect(new Connect(Version.V5, id).persistent());
    client.disconnect(0, new Props().with(Props.SESSION_EXPIRY, 0));
    client = open(Version.V5);
    assertFalse(
        client
            .connect(new Connect(Version.V5, id).resume().with(Props.SESSION_EXPIRY, 1))
            .sessionPresent());
    client.disconnect(0, new Props().with(Props.SESSION_EXPIRY, 300));
    pass(Duration.ofMillis(2500));
    assertTrue(open(Version.V5).connect(new Connect(Version.V5, id).resume()).sessionPresent());
  }

  /** Section 3.14.2.2.2: who had no session to keep cannot ask for one when it goes. */
  @Test
  void refusesAnIntervalInDisconnectIfThereWasNoneInConnect() throws Exception {
    MqttClient client = connect(Version.V5);
    client.send(
        new Bytes().u8(0).raw(new Props().with(Props.SESSION_EXPIRY, 9).toBytes()).packet(0xe0));
    client.expectDisconnect(0x82);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.10.4-1", "MQTT3-3.10.4-1"})
  void keepsWhatWasSubscribedLastAndNotWhatWasTakenBack(Version version) throws Exception {
    String id = newClientId();
    String topic = newTopic();
    MqttClient publisher = connect(version);
    MqttClient client = connect(new Connect(version, id).persistent());
    client.subscribe(topic + "/a", 1);
    client.subscribe(topic + "/b", 1);
    client.subscribe(topic + "/c", 2);
    client.subscribe(topic + "/c", 1);
    client.unsubscribe(topic + "/a");
    client.close();
    client = connect(new Connect(version, id).persistent());
    for (String level : new String[] {"/a", "/b", "/c"}) {
      publisher.publish(topic + level, level, 2);
    }
    assertEquals(1, client.message("/b").qos());
    assertEquals(1, client.message("/c").qos());
  }

  @Test
  @Statement("MQTT-3.3.4-3")
  void keepsOptionsAndSubscriptionIdentifiers() throws Exception {
    String id = newClientId();
    String topic = newTopic();
    MqttClient publisher = connect(Version.V5);
    MqttClient client = connect(new Connect(Version.V5, id).persistent());
    client.subscribe(
        new Subscribe(topic, 1 | Subscribe.NO_LOCAL | Subscribe.RETAIN_AS_PUBLISHED)
            .with(Props.SUBSCRIPTION_ID, 268_435_455));
    client.disconnect();
    client = connect(new Connect(Version.V5, id).persistent());
    client.publish(topic, "my own", 1);
    publisher.publish(new Publish(topic, "another's").qos(1).retain());
    Packet message = client.message("another's");
    assertEquals(List.of(268_435_455), message.props().subscriptionIds());
    assertTrue(message.retain());
    publisher.publish(new Publish(topic, "").qos(1).retain());
    client.message("");
  }
}
