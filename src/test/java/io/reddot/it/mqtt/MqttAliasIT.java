package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Numbers instead of topics, for one connection and one direction. */
class MqttAliasIT extends DeployedMqtt {
  private final String topic = newTopic();
  private MqttClient witness;
  private MqttClient client;
  private int maximum;

  @BeforeEach
  void begin() throws Exception {
    witness = connect(Version.V5);
    witness.subscribe(topic + "/#", 1);
    client = open(Version.V5);
    maximum =
        client
            .connect(new Connect(Version.V5, newClientId()).persistent())
            .props()
            .number(Props.TOPIC_ALIAS_MAXIMUM);
  }

  private static Publish aliased(String name, String payload, int alias) {
    return new Publish(name, payload).with(Props.TOPIC_ALIAS, alias);
  }

  private void see(String name, String payload) throws Exception {
    assertEquals(name, witness.topic(witness.message(payload)));
  }

  @Test
  @Statement({"MQTT-3.3.2-12", "MQTT-3.2.2-17", "MQTT-4.7.3-1"})
  void standForTheTopicThatTheyWereSetTo() throws Exception {
    client.publish(aliased(topic + "/a", "set", 1));
    client.publish(aliased("", "used", 1));
    client.publish(aliased(topic + "/b", "another", maximum).qos(1));
    client.publish(aliased("", "used, too", maximum).qos(2));
    client.publish(aliased("", "still there", 1).qos(1));
    client.publish(aliased(topic + "/c", "set anew", 1));
    client.publish(aliased("", "used anew", 1));
    see(topic + "/a", "set");
    see(topic + "/a", "used");
    see(topic + "/b", "another");
    see(topic + "/b", "used, too");
    see(topic + "/a", "still there");
    see(topic + "/c", "set anew");
    see(topic + "/c", "used anew");
  }

  @Test
  @Statement("MQTT-3.3.2-7")
  void endWithTheirConnection() throws Exception {
    String id = newClientId();
    MqttClient before = connect(new Connect(Version.V5, id).persistent());
    before.publish(aliased(topic, "set", 1));
    see(topic, "set");
    before.disconnect();
    MqttClient after = connect(new Connect(Version.V5, id).persistent());
    after.send(aliased("", "used", 1));
    after.expectDisconnect(0x82, 0x94);
  }

  @Test
  @Statement("MQTT-3.3.2-8")
  void areNeverZero() throws Exception {
    client.send(aliased(topic, "zero", 0));
    client.expectDisconnect(0x94);
  }

  @Test
  @Statement({"MQTT-3.3.2-9", "MQTT-3.2.2-17"})
  void areNoMoreThanTheServerTakes() throws Exception {
    client.send(aliased(topic, "too many", maximum + 1));
    client.expectDisconnect(0x94);
  }

  @Test
  void areRefusedWhereTheyStandForNothing() throws Exception {
    client.send(aliased("", "unknown", 1));
    client.expectDisconnect(0x82, 0x94);
  }

  @Test
  @Statement("MQTT-4.7.3-1")
  void areNeededWhereThereIsNoTopic() throws Exception {
    client.send(new Publish("", "nowhere"));
    client.expectDisconnect(0x82, 0x90);
  }

  @Test
  @Statement({"MQTT-3.1.2-26", "MQTT-3.3.2-10", "MQTT-3.3.2-11"})
  void areSentWithinWhatTheClientTakes() throws Exception {
    MqttClient reader =
        connect(new Connect(Version.V5, newClientId()).with(Props.TOPIC_ALIAS_MAXIMUM, 3));
    reader.subscribe(topic + "/#", 1);
    for (int i = 0; i < 40; i++) {
      client.publish(topic + '/' + i % 7, "x" + i, i % 2);
      Packet message = reader.message("x" + i);
      assertEquals(topic + '/' + i % 7, reader.topic(message));
      if (message.props().has(Props.TOPIC_ALIAS)) {
        int alias = message.props().number(Props.TOPIC_ALIAS);
        assertTrue(alias >= 1 && alias <= 3, () -> "alias " + alias);
      }
      see(topic + '/' + i % 7, "x" + i);
    }
  }

  @Test
  @Statement({"MQTT-3.1.2-27", "MQTT-3.3.2-7"})
  void areNotSentToWhoTakesNone() throws Exception {
    for (int i = 0; i < 10; i++) {
      client.publish(topic, "x", 0);
      Packet message = witness.message("x");
      assertFalse(message.props().has(Props.TOPIC_ALIAS));
      assertEquals(topic, message.topic());
    }
  }

  /** What is sent again after a cut cannot lean on what was set before it. */
  @Test
  @Statement({"MQTT-3.3.2-7", "MQTT-4.4.0-1"})
  void areSetAnewForWhatIsSentAgain() throws Exception {
    String id = newClientId();
    Connect connect = new Connect(Version.V5, id).persistent().with(Props.TOPIC_ALIAS_MAXIMUM, 10);
    MqttClient reader = connect(connect);
    reader.subscribe(topic, 1);
    client.publish(topic, "1", 1);
    client.publish(topic, "2", 1);
    reader.expect(Type.PUBLISH);
    reader.expect(Type.PUBLISH);
    reader.close();
    reader = connect(connect);
    assertEquals(topic, reader.topic(reader.message("1")));
    assertEquals(topic, reader.topic(reader.message("2")));
    see(topic, "1");
    see(topic, "2");
  }
}
