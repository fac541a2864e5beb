package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Site;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent again after a cut, and how much may be on its way at once. */
class MqttFlowIT extends DeployedMqtt {
  private final String topic = newTopic();

  private MqttClient again(Version version, String id) throws Exception {
    MqttClient client = open(version);
    assertTrue(client.connect(new Connect(version, id).persistent()).sessionPresent());
    return client;
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({
    "MQTT-4.4.0-1",
    "MQTT-3.3.1-1",
    "MQTT-4.3.2-3",
    "MQTT-4.3.3-3",
    "MQTT-4.6.0-1",
    "MQTT-3.3.1-3",
    "MQTT3-4.4.0-1",
    "MQTT3-3.3.1-1",
    "MQTT3-4.6.0-1"
  })
  void sendsAgainWhatWasNotAcknowledged(Version version) throws Exception {
    String id = newClientId();
    MqttClient publisher = connect(version);
    MqttClient client = connect(new Connect(version, id).persistent());
    client.subscribe(topic, 2);
    List<Packet> first = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      publisher.publish(topic, Integer.toString(i), i % 2 + 1);
      first.add(client.expect(Type.PUBLISH));
      assertFalse(first.get(i).dup());
    }
    client.expectNothing();
    client.ack(Type.PUBACK, first.get(0).id());
    client.ack(Type.PUBACK, first.get(2).id());
    client.expectNothing();
    client.close();
    Await.until(
        "the server knows that it left", // else it may send this one, too, and then again
        () -> !site().get("api/presence").body().contains(topic));
    publisher.publish(topic, "6", 1);
    client = again(version, id);
    for (int i : new int[] {1, 3, 4, 5}) {
      Packet resent = client.message(Integer.toString(i));
      assertEquals(first.get(i).id(), resent.id());
      assertEquals(i % 2 + 1, resent.qos());
      assertTrue(resent.dup());
    }
    assertFalse(client.message("6").dup());
    client.expectNothing(); // so that the answers have been read, too
    client.close();
    again(version, id).expectNothing();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-4.4.0-1", "MQTT-4.3.3-5", "MQTT-4.3.3-6", "MQTT3-4.4.0-1", "MQTT3-4.3.3-1"})
  void sendsAReleaseAgainAndNotItsMessage(Version version) throws Exception {
    String id = newClientId();
    MqttClient client = connect(new Connect(version, id).persistent());
    client.subscribe(topic, 2);
    connect(version).publish(topic, "x", 2);
    int packet = client.expect(Type.PUBLISH).id();
    client.ack(Type.PUBREC, packet);
    assertEquals(packet, client.expect(Type.PUBREL).id());
    for (int i = 0; i < 2; i++) {
      client.close();
      client = again(version, id);
      assertEquals(packet, client.expect(Type.PUBREL).id());
    }
    client.ack(Type.PUBCOMP, packet);
    client.expectNothing();
    client.close();
    again(version, id).expectNothing();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-4.3.3-10", "MQTT-4.4.0-1", "MQTT3-4.3.3-2", "MQTT3-4.4.0-1"})
  void takesAQos2MessageOnceThoughItsPublisherWasCutOff(Version version) throws Exception {
    MqttClient witness = connect(version);
    witness.subscribe(topic, 0);
    String id = newClientId();
    MqttClient client = connect(new Connect(version, id).persistent());
    client.send(new Publish(topic, "once").qos(2).id(3));
    client.expect(Type.PUBREC);
    client.close();
    client = again(version, id);
    client.send(new Publish(topic, "once").qos(2).id(3).dup());
    assertEquals(3, client.expect(Type.PUBREC).id());
    client.ack(Type.PUBREL, 3);
    MqttClient.assertAck(3, client.expect(Type.PUBCOMP));
    client.publish(new Publish(topic, "another").qos(2).id(3));
    witness.message("once");
    witness.message("another");
  }

  @Test
  @Statement({"MQTT-4.4.0-2", "MQTT-4.3.3-4"})
  void takesARefusalForAnAnswer() throws Exception {
    String id = newClientId();
    MqttClient publisher = connect(Version.V5);
    MqttClient client =
        connect(new Connect(Version.V5, id).persistent().with(Props.RECEIVE_MAXIMUM, 1));
    client.subscribe(topic, 2);
    publisher.publish(topic, "1", 1);
    publisher.publish(topic, "2", 2);
    publisher.publish(topic, "3", 1);
    Packet one = client.expect(Type.PUBLISH);
    client.ack(Type.PUBACK, one.id(), 0x80);
    Packet two = client.expect(Type.PUBLISH);
    assertEquals("2", two.text());
    client.ack(Type.PUBREC, two.id(), 0x97);
    client.message("3");
    client.expectNothing();
    client.close();
    again(Version.V5, id).expectNothing();
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-4.4.0-1", "MQTT3-4.4.0-1"})
  void sendsNothingAgainWhileTheConnectionLasts(Version version) throws Exception {
    MqttClient client = connect(new Connect(version, newClientId()).keepAlive(3));
    client.subscribe(topic, 1);
    client.publish(topic, "x", 1);
    Packet message = client.expect(Type.PUBLISH);
    for (int i = 0; i < 4; i++) {
      pass(Duration.ofSeconds(1));
      client.expectNothing();
    }
    client.ack(Type.PUBACK, message.id());
  }

  @Test
  @Statement({"MQTT-3.3.4-9", "MQTT-3.3.4-10", "MQTT-4.9.0-1", "MQTT-4.9.0-2", "MQTT-4.9.0-3"})
  void sendsNoMoreAtOnceThanTheClientTakes() throws Exception {
    MqttClient publisher = connect(Version.V5);
    MqttClient other = connect(Version.V5);
    other.subscribe(topic, 0);
    MqttClient client =
        connect(new Connect(Version.V5, newClientId()).with(Props.RECEIVE_MAXIMUM, 2));
    client.subscribe(topic, 2);
    for (int i = 0; i < 7; i++) {
      publisher.publish(topic, Integer.toString(i), i % 2 + 1);
      other.message(Integer.toString(i));
    }
    Packet zero = client.expect(Type.PUBLISH);
    Packet one = client.expect(Type.PUBLISH);
    assertEquals(List.of("0", "1"), List.of(zero.text(), one.text()));
    client.expectNothing();
    client.ack(Type.PUBREC, one.id());
    assertEquals(one.id(), client.expect(Type.PUBREL).id());
    client.expectNothing(); // a place is free when all of QoS 2 is done, not before
    client.ack(Type.PUBACK, 4321);
    client.expectNothing(); // and what nobody waits for frees none
    client.ack(Type.PUBCOMP, one.id());
    Packet two = client.expect(Type.PUBLISH);
    assertEquals("2", two.text());
    client.expectNothing();
    client.ack(Type.PUBACK, zero.id());
    client.message("3");
    client.ack(Type.PUBACK, two.id());
    client.message("4");
    client.message("5");
    client.message("6");
  }

  /** Those of QoS 0 are not counted; they need not wait, nor need they overtake. */
  @Test
  @Statement("MQTT-4.9.0-3")
  void takesTheClientsPacketsWhileItMaySendNone() throws Exception {
    MqttClient client =
        connect(new Connect(Version.V5, newClientId()).with(Props.RECEIVE_MAXIMUM, 1));
    client.subscribe(topic, 1);
    client.publish(topic, "1", 1);
    Packet one = client.expect(Type.PUBLISH);
    client.publish(topic, "2", 1);
    client.subscribe(topic + "/x", 1);
    client.unsubscribe(topic + "/x");
    client.expectNothing();
    client.ack(Type.PUBACK, one.id());
    client.message("2");
  }

  @Test
  @Statement({"MQTT-3.3.4-7", "MQTT-4.9.0-1"})
  void hangsUpOnWhoSendsMoreAtOnceThanItTakes() throws Exception {
    MqttClient client = open(Version.V5);
    int maximum =
        client
            .connect(new Connect(Version.V5, newClientId()))
            .props()
            .number(Props.RECEIVE_MAXIMUM, 65535);
    for (int i = 1; i <= maximum; i++) {
      client.send(new Publish(topic, "x").qos(2).id(i));
      client.expect(Type.PUBREC);
    }
    client.ack(Type.PUBREL, 1);
    client.expect(Type.PUBCOMP);
    client.send(new Publish(topic, "x").qos(2).id(1));
    client.expect(Type.PUBREC);
    client.send(new Publish(topic, "x").qos(2).id(maximum)); // again: that is no new one
    client.expect(Type.PUBREC);
    client.send(new Publish(topic, "one too many").qos(2).id(maximum + 1));
    client.expectDisconnect(0x93);
  }

  /**
   * A client that is hung up on while it speaks is not reset: it can say all that it has to say,
   * and then read why.
   */
  @Test
  @Statement({"MQTT-3.3.4-9", "MQTT-4.13.1-1"})
  void letsAClientFinishThatItHangsUpOn() throws Exception {
    try (Socket socket = new Socket(Site.LOCALHOST, PORT)) {
      socket.getOutputStream().write(new Connect(Version.V5, newClientId()).bytes());
      InputStream in = socket.getInputStream();
      assertEquals(0x20, in.read());
      in.skipNBytes(in.read()); // of CONNACK, which is short
      socket.getOutputStream().write(new byte[] {0x36, 0}); // no packet
      assertEquals(0xe0, in.read());
      byte[] why = in.readAllBytes(); // to the end
      assertEquals((byte) 0x81, why[1]);
      long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      Await.until(
          "what is sent meanwhile has long arrived",
          () -> {
            socket.getOutputStream().write(new Publish(topic, "x").bytes(Version.V5));
            return System.nanoTime() > end;
          });
    }
  }

  @Test
  @Statement({"MQTT-3.1.2-24", "MQTT-3.1.2-25"})
  void leavesOutWhatIsTooLargeForTheClient() throws Exception {
    String id = newClientId();
    MqttClient publisher = connect(Version.V5);
    MqttClient client =
        connect(
            new Connect(Version.V5, id)
                .persistent()
                .with(Props.MAXIMUM_PACKET_SIZE, 600)
                .with(Props.RECEIVE_MAXIMUM, 1));
    client.subscribe(topic, 2);
    for (int qos = 0; qos <= 2; qos++) {
      publisher.publish(topic, "x".repeat(1000), qos);
      publisher.publish(topic, "fits " + qos, qos);
      client.message("fits " + qos);
    }
    client.expectNothing();
    client.close();
    client = again(Version.V5, id);
    client.expectNothing(); // it counts as sent
  }

  /** Our user properties are not what a small client came for. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Statement({"MQTT-3.1.2-24", "MQTT-3.1.2-25"})
  void leavesOutItsOwnPropertiesBeforeAMessage(int qos) throws Exception {
    MqttClient client =
        connect(
            new Connect(Version.V5, newClientId())
                .with(Props.MAXIMUM_PACKET_SIZE, topic.length() + 100));
    client.subscribe(topic, 2);
    client.publish(new Publish(topic, "x".repeat(60)).qos(qos).user("a", "2"));
    Packet message = client.message("x".repeat(60));
    assertEquals(List.of(new Props.Pair("a", "2")), message.props().users());
    assertTrue(message.bytes().length + 2 <= topic.length() + 100);
  }

  /** More than there are numbers; they come over HTTP, a thousand at once, as QoS 2. */
  @Test
  @Statement({"MQTT-2.2.1-4", "MQTT3-2.3.1-4"})
  void findsFreeIdentifiersWhenAllHaveBeenUsed() throws Exception {
    MqttClient client = connect(Version.V5);
    client.subscribe(topic, 1);
    site().publish(topic, "held");
    Packet held = client.expect(Type.PUBLISH);
    for (int i = 0; i < 66_000; i += 1000) {
      site().publishNumbers(topic, i, i + 1000);
      for (int j = i; j < i + 1000; j++) {
        assertTrue(client.message(Integer.toString(j)).id() != held.id(), "in use still");
      }
    }
    client.ack(Type.PUBACK, held.id());
  }
}
