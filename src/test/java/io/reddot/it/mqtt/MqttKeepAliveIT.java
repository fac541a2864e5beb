package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Version;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long a silent connection lasts, and who takes whose place. */
class MqttKeepAliveIT extends DeployedMqtt {
  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.2-22", "MQTT-3.2.2-22", "MQTT3-3.1.2-24"})
  void hangsUpOnWhoIsSilentForOneAndAHalfKeepAlives(Version version) throws Exception {
    String topic = newTopic();
    MqttClient witness = connect(version);
    witness.subscribe(topic, 1);
    long begin = System.nanoTime();
    MqttClient client =
        connect(
            new Connect(version, newClientId()).keepAlive(2).will(new Publish(topic, "silent")));
    client.expectDisconnect(0x8d);
    Duration silence = Duration.ofNanos(System.nanoTime() - begin);
    assertTrue(silence.compareTo(Duration.ofMillis(2900)) >= 0, silence::toString);
    assertTrue(silence.compareTo(Duration.ofSeconds(8)) <= 0, silence::toString);
    witness.message("silent");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.2-22", "MQTT3-3.1.2-24"})
  void keepsWhoSaysSomethingInTime(Version version) throws Exception {
    MqttClient client = connect(new Connect(version, newClientId()).keepAlive(2));
    for (int i = 0; i < 5; i++) {
      pass(Duration.ofSeconds(1));
      client.expectNothing();
    }
  }

  /** Deliveries do not count: what matters is what the client says. */
  @Test
  @Statement("MQTT-3.1.2-22")
  void hangsUpOnWhoOnlyReads() throws Exception {
    String topic = newTopic();
    MqttClient publisher = connect(Version.V5);
    MqttClient client = connect(new Connect(Version.V5, newClientId()).keepAlive(2));
    client.subscribe(topic, 0);
    for (int i = 0; i < 3; i++) {
      pass(Duration.ofMillis(800));
      publisher.publish(topic, "news", 0);
      client.message("news");
    }
    client.expectDisconnect(0x8d);
  }

  @Test
  @Statement({"MQTT-3.1.2-21", "MQTT-3.2.2-21"})
  void namesItsOwnKeepAliveWhereTheClientsIsNoneOrTooLong() throws Exception {
    int own = serverKeepAlive(0);
    assertTrue(own > 0);
    assertEquals(own, serverKeepAlive(65535));
    Packet connack = open(Version.V5).connect(new Connect(Version.V5, newClientId()).keepAlive(1));
    assertFalse(connack.props().has(Props.SERVER_KEEP_ALIVE));
  }

  private int serverKeepAlive(int keepAlive) throws Exception {
    return open(Version.V5)
        .connect(new Connect(Version.V5, newClientId()).keepAlive(keepAlive))
        .props()
        .number(Props.SERVER_KEEP_ALIVE);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.4-3", "MQTT3-3.1.4-2"})
  void hangsUpOnWhoseClientIdConnectsAgain(Version version) throws Exception {
    String id = newClientId();
    MqttClient old = connect(new Connect(version, id).persistent());
    MqttClient client = open(version);
    assertTrue(client.connect(new Connect(version, id).persistent()).sessionPresent());
    old.expectDisconnect(0x8e);
    client.expectNothing();
  }

  @Test
  @Statement({"MQTT-3.1.4-3", "MQTT3-3.1.4-2"})
  void hangsUpOnWhoseClientIdConnectsAgainInTheOtherVersion() throws Exception {
    String id = newClientId();
    MqttClient first = connect(new Connect(Version.V5, id));
    MqttClient second = connect(new Connect(Version.V3, id));
    first.expectDisconnect(0x8e);
    connect(new Connect(Version.V5, id)).expectNothing();
    second.expectClosed();
  }

  /** Red Dot's: nobody can push another user out by taking its client identifier. */
  @ParameterizedTest
  @EnumSource(Version.class)
  void keepsClientIdsOfUsersApart(Version version) throws Exception {
    String id = newClientId();
    String topic = newTopic();
    MqttClient mine = connect(new Connect(version, id).persistent());
    mine.subscribe(topic, 1);
    String token = Site.token("somebody-else", List.of(), List.of("#"), List.of());
    MqttClient other = open(version);
    assertFalse(other.connect(new Connect(version, id).persistent().token(token)).sessionPresent());
    mine.publish(topic, "mine", 0);
    mine.message("mine");
    other.expectNothing();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void goesOnWithASessionThatMovesFastFromConnectionToConnection(Version version) throws Exception {
    String id = newClientId();
    String topic = newTopic();
    MqttClient publisher = connect(version);
    MqttClient client = connect(new Connect(version, id).persistent());
    client.subscribe(topic, 1);
    for (int i = 0; i < 20; i++) {
      publisher.publish(topic, "news " + i, 1);
      client.message("news " + i);
      client.expectNothing();
      MqttClient next = open(version);
      assertTrue(next.connect(new Connect(version, id).persistent()).sessionPresent());
      client.expectDisconnect(0x8e);
      client = next;
    }
  }
}
