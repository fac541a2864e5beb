package io.reddot.it.mqtt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.mqtt.Bytes;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Packet;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A CONNECT that is none ends the connection, at once; in version 5 it may be answered before that,
 * in version 3.1.1 it must not be.
 */
class MqttMalformedConnectIT extends DeployedMqtt {
  static Stream<Arguments> connects() {
    return Stream.of(
        Arguments.of("MQTT-3.1.2-3 the reserved flag", new Connect(Version.V3, "a").flags(1)),
        Arguments.of("will QoS 3", new Connect(Version.V3, "a").flags(0x18).will(will())),
        Arguments.of("will QoS without a will", new Connect(Version.V3, "a").flags(0x08)),
        Arguments.of("will retain without a will", new Connect(Version.V3, "a").flags(0x20)),
        Arguments.of("a will that is not there", new Connect(Version.V3, "a").anonymous().flags(4)),
        Arguments.of(
            "a user name that is not there", new Connect(Version.V3, "a").anonymous().flags(0x80)),
        Arguments.of(
            "a password without a user name", new Connect(Version.V3, "a").credentials(null, "x")),
        Arguments.of("MQTT-3.1.2-3 the reserved flag", new Connect(Version.V5, "a").flags(1)),
        Arguments.of(
            "MQTT-3.1.2-12 will QoS 3", new Connect(Version.V5, "a").flags(0x18).will(will())),
        Arguments.of("MQTT-3.1.2-11 will QoS without", new Connect(Version.V5, "a").flags(0x10)),
        Arguments.of("MQTT-3.1.2-13 will retain without", new Connect(Version.V5, "a").flags(0x20)),
        Arguments.of("MQTT-3.1.2-9 no will", new Connect(Version.V5, "a").anonymous().flags(4)),
        Arguments.of("MQTT-3.1.2-17 no user", new Connect(Version.V5, "a").anonymous().flags(0x80)),
        Arguments.of(
            "MQTT-3.1.2-19 no password", new Connect(Version.V5, "a").anonymous().flags(0x40)),
        Arguments.of(
            "receive maximum 0", new Connect(Version.V5, "a").with(Props.RECEIVE_MAXIMUM, 0)),
        Arguments.of(
            "maximum size 0", new Connect(Version.V5, "a").with(Props.MAXIMUM_PACKET_SIZE, 0)),
        Arguments.of(
            "request problem 2",
            new Connect(Version.V5, "a").with(Props.REQUEST_PROBLEM_INFORMATION, 2)),
        Arguments.of(
            "request response 2",
            new Connect(Version.V5, "a").with(Props.REQUEST_RESPONSE_INFORMATION, 2)),
        Arguments.of(
            "data without a method",
            new Connect(Version.V5, "a").with(Props.AUTHENTICATION_DATA, new byte[1])),
        Arguments.of(
            "a property twice",
            new Connect(Version.V5, "a")
                .with(Props.SESSION_EXPIRY, 1)
                .with(Props.SESSION_EXPIRY, 1)),
        Arguments.of("another's property", new Connect(Version.V5, "a").with(Props.TOPIC_ALIAS, 1)),
        Arguments.of(
            "will delay twice",
            new Connect(Version.V5, "a")
                .will(will().with(Props.WILL_DELAY, 1).with(Props.WILL_DELAY, 1))),
        Arguments.of(
            "MQTT-3.1.3-11 a will's wildcard",
            new Connect(Version.V5, "a").will(new Publish("a/#", "x"))),
        Arguments.of("U+0000 in the client id", new Connect(Version.V5, "a\0b")),
        Arguments.of("U+0000 in the client id", new Connect(Version.V3, "a\0b")));
  }

  private static Publish will() {
    return new Publish("a", "x");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("connects")
  @Statement({
    "MQTT-3.1.2-3",
    "MQTT-3.1.2-9",
    "MQTT-3.1.2-11",
    "MQTT-3.1.2-12",
    "MQTT-3.1.2-13",
    "MQTT-3.1.2-17",
    "MQTT-3.1.2-19",
    "MQTT-3.1.3-4",
    "MQTT-3.1.3-11",
    "MQTT-3.1.4-1",
    "MQTT-3.14.0-1",
    "MQTT3-3.1.2-3",
    "MQTT3-3.1.2-9",
    "MQTT3-3.1.2-11",
    "MQTT3-3.1.2-13",
    "MQTT3-3.1.2-14",
    "MQTT3-3.1.2-15",
    "MQTT3-3.1.2-19",
    "MQTT3-3.1.2-22",
    "MQTT3-3.1.3-4",
    "MQTT3-3.1.4-1"
  })
  void endsTheConnection(String what, Connect connect) throws Exception {
    MqttClient client = open(connect.version);
    client.send(connect.bytes());
    expectRefusal(client);
  }

  /** At once: not when the server is tired of waiting for more. */
  private static void expectRefusal(MqttClient client) throws InterruptedException {
    long begin = System.nanoTime();
    Packet packet = client.next();
    if (client.version == Version.V5 && packet.type() == Type.CONNACK) {
      assertTrue(Set.of(0x81, 0x82, 0x85, 0x90).contains(packet.code()), packet::toString);
      packet = client.next();
    }
    assertTrue(packet.type() == Type.CLOSED, packet::toString);
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    assertTrue(taken.compareTo(Duration.ofSeconds(5)) < 0, taken::toString);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.1.4-1", "MQTT-3.1.2-16", "MQTT-3.1.2-18", "MQTT3-3.1.4-1", "MQTT3-3.1.2-18"})
  void endsTheConnectionOfAnotherLength(Version version) throws Exception {
    byte[] right = new Connect(version, newClientId()).credentials("u", "p").bytes();
    for (int difference : new int[] {-1, -10, 1}) {
      byte[] body = Arrays.copyOfRange(right, 2, right.length + difference);
      MqttClient client = open(version);
      client.send(new Bytes().raw(body).packet(0x10));
      expectRefusal(client);
    }
  }
}
