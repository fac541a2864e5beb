package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.Bytes;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Subscribe;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection begins: what CONNECT must look like, who may come in, what CONNACK says. */
class MqttConnectIT extends DeployedMqtt {
  private static final String LONGEST_ID =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({
    "MQTT-3.1.4-5",
    "MQTT-3.2.0-1",
    "MQTT-3.2.2-1",
    "MQTT-3.2.2-2",
    "MQTT-4.12.0-6",
    "MQTT3-3.1.4-4",
    "MQTT3-3.2.0-1",
    "MQTT3-3.2.2-1"
  })
  void answersAConnectByOneConnack(Version version) throws Exception {
    MqttClient client = open(version);
    Packet connack = client.connect(new Connect(version, newClientId()));
    assertFalse(connack.sessionPresent());
    assertFalse(connack.props().has(Props.AUTHENTICATION_METHOD));
    assertFalse(connack.props().has(Props.ASSIGNED_CLIENT_ID));
    client.expectNothing();
  }

  @Test
  @Statement({"MQTT-3.2.2-9", "MQTT-3.1.2-28"})
  void announcesWhatItCanDo() throws Exception {
    Props props = open(Version.V5).connect(new Connect(Version.V5, newClientId())).props();
    assertTrue(props.number(Props.RECEIVE_MAXIMUM) > 0);
    assertTrue(props.number(Props.MAXIMUM_PACKET_SIZE) > 0);
    assertTrue(props.number(Props.TOPIC_ALIAS_MAXIMUM) > 0);
    assertFalse(props.has(Props.MAXIMUM_QOS), "QoS 2 is there");
    assertEquals(1, props.number(Props.RETAIN_AVAILABLE, 1));
    assertEquals(1, props.number(Props.WILDCARDS_AVAILABLE, 1));
    assertEquals(1, props.number(Props.SUBSCRIPTION_IDS_AVAILABLE, 1));
    assertEquals(1, props.number(Props.SHARED_AVAILABLE, 1));
    assertFalse(props.has(Props.RESPONSE_INFORMATION));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c000", "3004000161 01", "8206000100016101", "e000", "f000", "4002ffff"})
  @Statement({"MQTT-3.1.0-1", "MQTT-3.14.0-1", "MQTT3-3.1.0-1"})
  void hangsUpOnWhoDoesNotBeginWithConnect(String hex) throws Exception {
    for (Version version : Version.values()) {
      MqttClient client = open(version);
      client.send(Bytes.hex(hex));
      client.expectClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.0-2", "MQTT-3.2.0-2", "MQTT3-3.1.0-2"})
  void hangsUpOnASecondConnect(Version version) throws Exception {
    MqttClient client = connect(version);
    client.send(new Connect(version, newClientId()).bytes());
    client.expectDisconnect(0x82);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqtt", "MQTT ", "MQT", "", "HTTP", "MQIsdpX"})
  @Statement({"MQTT-3.1.2-1", "MQTT3-3.1.2-1"})
  void hangsUpOnAnotherProtocol(String name) throws Exception {
    for (Version version : Version.values()) {
      MqttClient client = open(Version.V3); // in its words, for which others are unknown
      client.send(new Connect(version, newClientId()).protocol(name, version.level).bytes());
      client.expectRefused(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  @Statement("MQTT3-3.1.2-2")
  void refusesOldLevelsInTheirOwnWords(int level) throws Exception {
    MqttClient client = open(Version.V3);
    client.send(new Connect(Version.V3, newClientId()).protocol("MQTT", level).bytes());
    client.expectRefused(1);
  }

  @Test
  @Statement("MQTT3-3.1.2-2")
  void refusesVersion31() throws Exception {
    MqttClient client = open(Version.V3);
    client.send(new Connect(Version.V3, newClientId()).protocol("MQIsdp", 3).bytes());
    client.expectRefused(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 127})
  @Statement({"MQTT-3.1.2-2", "MQTT-3.2.2-6", "MQTT-3.2.2-7", "MQTT-4.13.2-1"})
  void refusesLevelsThatAreYetToCome(int level) throws Exception {
    MqttClient client = open(Version.V3); // what comes later, nobody can know how to answer
    client.send(new Connect(Version.V5, newClientId()).protocol("MQTT", level).bytes());
    client.expectRefused(1);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.3-5", "MQTT-3.1.3-2", "MQTT3-3.1.3-5", "MQTT3-3.1.3-2"})
  void takesTheClientIdsThatItMustTakeAndMore(Version version) throws Exception {
    for (String id :
        List.of("z", LONGEST_ID.substring(0, 23), LONGEST_ID, "小红点/+#", "x".repeat(200))) {
      MqttClient client = connect(new Connect(version, id));
      client.expectNothing();
      client.disconnect();
    }
  }

  @Test
  @Statement({"MQTT-3.1.3-6", "MQTT-3.1.3-7", "MQTT-3.2.2-16"})
  void assignsAClientIdToWhoHasNone() throws Exception {
    MqttClient client = open(Version.V5);
    Connect connect = new Connect(Version.V5, "").with(Props.SESSION_EXPIRY, 300);
    String id = client.connect(connect).props().text(Props.ASSIGNED_CLIENT_ID);
    assertFalse(id.isEmpty());
    String other =
        open(Version.V5)
            .connect(new Connect(Version.V5, ""))
            .props()
            .text(Props.ASSIGNED_CLIENT_ID);
    assertNotEquals(id, other);
    client.disconnect();
    Packet connack = open(Version.V5).connect(new Connect(Version.V5, id).resume());
    assertTrue(connack.sessionPresent(), "the assigned identifier is the session's");
    assertFalse(connack.props().has(Props.ASSIGNED_CLIENT_ID));
  }

  @Test
  @Statement({"MQTT3-3.1.3-6", "MQTT3-3.1.3-7", "MQTT3-3.1.3-8", "MQTT3-3.2.2-5"})
  void refusesNoClientIdWithAnOldSession() throws Exception {
    connect(new Connect(Version.V3, "")).expectNothing();
    MqttClient client = open(Version.V3);
    client.send(new Connect(Version.V3, "").resume().bytes());
    client.expectRefused(2);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void letsInWhoHasAToken(Version version) throws Exception {
    String token = Site.token(newClientId(), List.of(), List.of("a"), List.of());
    connect(new Connect(version, newClientId()).token(token)).expectNothing();
  }

  @Test
  void takesTheTokenAsAUserProperty() throws Exception {
    String topic = newTopic();
    String token = Site.token(newClientId(), List.of(), List.of(topic), List.of());
    MqttClient client =
        connect(new Connect(Version.V5, newClientId()).anonymous().userProperty("token", token));
    client.subscribe(topic, 1);
    assertEquals(List.of(0x87), client.subscribe(new Subscribe(topic + "/x", 1)).codes());
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.4-6", "MQTT-3.2.2-7", "MQTT3-3.1.4-5", "MQTT3-3.2.2-4", "MQTT3-3.2.2-5"})
  void refusesABadTokenAndDoesNothingElse(Version version) throws Exception {
    String topic = newTopic();
    MqttClient witness = connect(version);
    witness.subscribe(topic, 1);
    for (String bad : List.of("junk", Site.TOKEN + "x", "a.b.c")) {
      MqttClient client = open(version);
      byte[] connect = new Connect(version, newClientId()).token(bad).bytes();
      byte[] publish = new Publish(topic, "behind it").bytes(version);
      client.send(new Bytes().raw(connect).raw(publish).toBytes());
      client.expectRefused(version == Version.V5 ? 0x86 : 4);
    }
    witness.publish(topic, "end", 0);
    witness.message("end");
  }

  /** The tests' server runs in demo mode. */
  @ParameterizedTest
  @EnumSource(Version.class)
  void letsTheDemosGuestInWithoutAToken(Version version) throws Exception {
    connect(new Connect(version, newClientId()).anonymous()).expectNothing();
  }

  /** A guest is somebody's tool, which may compare what it gets with what it sent. */
  @Test
  @Statement({"MQTT-3.3.2-17", "MQTT-3.3.2-18"})
  void tellsTheDemosGuestNothingButPlainMqtt() throws Exception {
    String topic = newTopic();
    MqttClient guest = connect(new Connect(Version.V5, newClientId()).anonymous());
    guest.subscribe(topic, 1);
    guest.publish(new Publish(topic, "x").qos(1).user("a", "2"));
    assertEquals(List.of(new Props.Pair("a", "2")), guest.message("x").props().users());
    guest.disconnect();
  }

  @Test
  @Statement("MQTT-4.12.0-1")
  void refusesAuthenticationMethodsThatItDoesNotKnow() throws Exception {
    MqttClient client = open(Version.V5);
    client.send(
        new Connect(Version.V5, newClientId())
            .with(Props.AUTHENTICATION_METHOD, "SCRAM-SHA-1")
            .with(Props.AUTHENTICATION_DATA, new byte[] {1, 2})
            .bytes());
    client.expectRefused(0x8c);
  }

  @Test
  @Statement({"MQTT-4.12.0-7", "MQTT-4.12.1-1", "MQTT-3.15.1-1"})
  void hangsUpOnAnAuthThatNoMethodWasAgreedFor() throws Exception {
    for (String hex : List.of("f000", "f0091907150004 6e6f6e65", "f1021800")) {
      MqttClient client = connect(Version.V5);
      client.send(Bytes.hex(hex));
      client.expectDisconnect(0x81, 0x82, 0x8c);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.12.4-1", "MQTT3-3.12.4-1"})
  void answersPings(Version version) throws Exception {
    MqttClient client = connect(version);
    for (int i = 0; i < 10; i++) {
      client.send(0xc0, 0);
    }
    for (int i = 0; i < 10; i++) {
      client.expect(Type.PINGRESP);
    }
  }

  /** What is sent before the answer to CONNECT is there must not be lost. */
  @ParameterizedTest
  @EnumSource(Version.class)
  void takesWhatFollowsAConnectAtOnce(Version version) throws Exception {
    String topic = newTopic();
    MqttClient client = open(version);
    client.send(
        new Bytes()
            .raw(new Connect(version, newClientId()).bytes())
            .raw(new Subscribe(topic, 0).bytes(version, 1))
            .raw(new Publish(topic, "at once").bytes(version))
            .toBytes());
    client.expect(Type.CONNACK);
    client.expect(Type.SUBACK);
    client.message("at once");
  }

  /** A packet may come in any pieces. */
  @ParameterizedTest
  @EnumSource(Version.class)
  void takesPacketsByteByByte(Version version) throws Exception {
    String topic = newTopic();
    MqttClient client = open(version);
    for (byte one : new Connect(version, newClientId()).bytes()) {
      client.send(one);
    }
    client.expect(Type.CONNACK);
    client.subscribe(topic, 0);
    for (byte one : new Publish(topic, "x".repeat(300)).bytes(version)) {
      client.send(one);
    }
    client.message("x".repeat(300));
  }
}
