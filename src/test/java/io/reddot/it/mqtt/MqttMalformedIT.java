package io.reddot.it.mqtt;

import io.reddot.fixture.mqtt.Bytes;
import io.reddot.fixture.mqtt.Connect;
import io.reddot.fixture.mqtt.DeployedMqtt;
import io.reddot.fixture.mqtt.MqttClient;
import io.reddot.fixture.mqtt.Props;
import io.reddot.fixture.mqtt.Publish;
import io.reddot.fixture.mqtt.Statement;
import io.reddot.fixture.mqtt.Type;
import io.reddot.fixture.mqtt.Version;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Packets that are none: the connection ends, with the reason where there is one to give. */
class MqttMalformedIT extends DeployedMqtt {
  /** Either is right where the standard calls it a violation and no more. */
  private static final Integer[] ANY = {0x81, 0x82};

  private static final Integer[] MALFORMED = {0x81};
  private static final Integer[] PROTOCOL_ERROR = {0x82};
  private static final Integer[] ANY_TOPIC = {0x81, 0x82, 0x90};

  /** Of both versions; in version 5 there would be an empty property list where '*' stands. */
  static Stream<Arguments> ofBoth() {
    return patterns()
        .flatMap(
            one ->
                Stream.of(Version.values())
                    .map(
                        version ->
                            Arguments.of(version, one.get()[0], one.get()[1], one.get()[2])));
  }

  private static Stream<Arguments> patterns() {
    return Stream.of(
        Arguments.of("MQTT-2.1.3-1 type 0", "0000", MALFORMED),
        Arguments.of("MQTT-3.8.1-1 SUBSCRIBE flags", "80 06* 0001* 0001 61 00", MALFORMED),
        Arguments.of("MQTT-3.8.1-1 SUBSCRIBE flags", "8b 06* 0001* 0001 61 00", MALFORMED),
        Arguments.of("MQTT-3.10.1-1 UNSUBSCRIBE flags", "a0 05* 0001* 0001 61", MALFORMED),
        Arguments.of("MQTT-3.6.1-1 PUBREL flags", "60 02 0001", MALFORMED),
        Arguments.of("MQTT-2.1.3-1 PUBACK flags", "42 02 0001", MALFORMED),
        Arguments.of("MQTT-2.1.3-1 PUBREC flags", "51 02 0001", MALFORMED),
        Arguments.of("MQTT-2.1.3-1 PUBCOMP flags", "78 02 0001", MALFORMED),
        Arguments.of("MQTT-2.1.3-1 PINGREQ flags", "c1 00", MALFORMED),
        Arguments.of("MQTT-3.14.1-1 DISCONNECT flags", "e1 00", MALFORMED),
        Arguments.of("a server's: CONNACK", "20 02* 0000*", ANY),
        Arguments.of("a server's: SUBACK", "90 03* 0001* 00", ANY),
        Arguments.of("a server's: UNSUBACK", "b0 02* 0001*", ANY),
        Arguments.of("a server's: PINGRESP", "d0 00", ANY),
        Arguments.of("MQTT-3.3.1-4 QoS 3", "36 06* 0001 61 0001* 78", MALFORMED),
        Arguments.of("MQTT-3.3.1-2 DUP of QoS 0", "38 04* 0001 61* 78", ANY),
        Arguments.of("MQTT-2.2.1-3 PUBLISH with id 0", "32 06* 0001 61 0000* 78", ANY),
        Arguments.of("MQTT-2.2.1-3 SUBSCRIBE with id 0", "82 06* 0000* 0001 61 00", ANY),
        Arguments.of("MQTT-2.2.1-3 UNSUBSCRIBE with id 0", "a2 05* 0000* 0001 61", ANY),
        Arguments.of("PUBACK with id 0", "40 02 0000", ANY),
        Arguments.of("MQTT-3.8.3-2 SUBSCRIBE without filters", "82 02* 0001*", PROTOCOL_ERROR),
        Arguments.of("MQTT-3.10.3-2 UNSUBSCRIBE without", "a2 02* 0001*", PROTOCOL_ERROR),
        Arguments.of("MQTT-3.8.3-5 reserved bits of options", "82 06* 0001* 0001 61 40", MALFORMED),
        Arguments.of("MQTT-3.8.3-5 reserved bits of options", "82 06* 0001* 0001 61 80", MALFORMED),
        Arguments.of("a subscription of QoS 3", "82 06* 0001* 0001 61 03", ANY),
        Arguments.of("SUBSCRIBE without options", "82 05* 0001* 0001 61", MALFORMED),
        Arguments.of("a filter cut short", "82 06* 0001* 0009 61 00", MALFORMED),
        Arguments.of("a filter's length cut short", "a2 06* 0001* 0001 61 00", MALFORMED),
        Arguments.of("a topic cut short", "30 04* 0009 61* 78", MALFORMED),
        Arguments.of("PUBLISH of nothing", "30 00", MALFORMED),
        Arguments.of("PUBLISH without an id", "32 03 0001 61", MALFORMED),
        Arguments.of("PUBACK of nothing", "40 00", MALFORMED),
        Arguments.of("PUBACK of a byte", "40 01 00", MALFORMED),
        Arguments.of("SUBSCRIBE of nothing", "82 00", MALFORMED),
        Arguments.of("PINGREQ with a body", "c0 01 00", MALFORMED),
        Arguments.of("a length of five bytes", "30 ffffffff 01", MALFORMED),
        Arguments.of("a length of five bytes", "c0 80808080 00", MALFORMED),
        Arguments.of("MQTT-1.5.4-2 U+0000", "30 04* 0001 00* 78", ANY_TOPIC),
        Arguments.of("MQTT-1.5.4-1 no UTF-8", "30 04* 0001 ff* 78", ANY_TOPIC),
        Arguments.of("MQTT-1.5.4-1 an overlong form", "30 05* 0002 c0af* 78", ANY_TOPIC),
        Arguments.of("MQTT-1.5.4-1 a surrogate", "30 06* 0003 eda080* 78", ANY_TOPIC),
        Arguments.of("MQTT-1.5.4-1 cut off", "30 05* 0002 e282* 78", ANY_TOPIC),
        Arguments.of("MQTT-1.5.4-1 beyond U+10FFFF", "30 07* 0004 f4908080* 78", ANY_TOPIC),
        Arguments.of("MQTT-3.8.3-1 a filter", "82 06* 0001* 0001 ff 00", MALFORMED),
        Arguments.of("MQTT-3.10.3-1 a filter", "a2 05* 0001* 0001 ff", MALFORMED),
        Arguments.of("MQTT-4.7.3-2 U+0000 in a filter", "82 06* 0001* 0001 00 00", ANY_TOPIC));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("ofBoth")
  @Statement({
    "MQTT-2.1.3-1",
    "MQTT-2.2.1-3",
    "MQTT-1.5.4-1",
    "MQTT-1.5.4-2",
    "MQTT-3.3.1-2",
    "MQTT-3.3.1-4",
    "MQTT-3.6.1-1",
    "MQTT-3.8.1-1",
    "MQTT-3.8.3-1",
    "MQTT-3.8.3-2",
    "MQTT-3.8.3-5",
    "MQTT-3.10.1-1",
    "MQTT-3.10.3-1",
    "MQTT-3.10.3-2",
    "MQTT-3.14.1-1",
    "MQTT-4.7.3-2",
    "MQTT-4.13.1-1",
    "MQTT3-1.5.3-1",
    "MQTT3-1.5.3-2",
    "MQTT3-2.2.2-2",
    "MQTT3-2.3.1-1",
    "MQTT3-3.3.1-4",
    "MQTT3-3.6.1-1",
    "MQTT3-3.8.1-1",
    "MQTT3-3.8.3-3",
    "MQTT3-3.8.3-4",
    "MQTT3-3.10.1-1",
    "MQTT3-3.10.3-2",
    "MQTT3-3.14.1-1",
    "MQTT3-4.8.0-1"
  })
  void endConnectionsOfBothVersions(Version version, String what, String pattern, Integer[] codes)
      throws Exception {
    refuse(version, bytes(version, pattern), codes);
  }

  /** The first star adds one to the length, the second is the empty list itself. */
  private static byte[] bytes(Version version, String pattern) {
    int star = pattern.indexOf('*');
    if (version == Version.V3 || star < 0) {
      return Bytes.hex(pattern.replace("*", ""));
    }
    int length = Integer.parseInt(pattern.substring(star - 2, star), 16) + 1;
    return Bytes.hex(
        pattern.substring(0, star - 2)
            + "%02x".formatted(length)
            + pattern.substring(star + 1).replace("*", "00"));
  }

  private void refuse(Version version, byte[] bytes, Integer... codes) throws Exception {
    MqttClient client = connect(version);
    client.send(bytes);
    client.expectDisconnect(codes);
  }

  static Stream<Arguments> ofVersion5() {
    return Stream.of(
        Arguments.of(
            "a property twice",
            "30 0f 0001 61 0a 02 00000001 02 00000002 78",
            new Integer[] {0x82}),
        Arguments.of(
            "a topic alias twice", "30 0b 0001 61 06 230001 230002 78", new Integer[] {0x82}),
        Arguments.of("an unknown property", "30 07 0001 61 02 7f00 78", new Integer[] {0x81}),
        Arguments.of(
            "another packet's property",
            "30 0a 0001 61 05 11 00000001 78",
            new Integer[] {0x81, 0x82}),
        Arguments.of(
            "MQTT-3.3.4-6 a subscription id", "30 07 0001 61 02 0b01 78", new Integer[] {0x82}),
        Arguments.of(
            "properties longer than the packet", "30 06 0001 61 7f 01 00", new Integer[] {0x81}),
        Arguments.of("a property cut short", "30 06 0001 61 02 0200", new Integer[] {0x81}),
        Arguments.of(
            "a property length of five bytes", "30 08 0001 61 ffffffff01", new Integer[] {0x81}),
        Arguments.of(
            "MQTT-1.5.7-1 a user property",
            "30 0b 0001 61 06 26 0001ff 0000 78",
            new Integer[] {0x81}),
        Arguments.of(
            "MQTT-3.3.2-13 a response topic", "30 08 0001 61 04 08 0001ff", new Integer[] {0x81}),
        Arguments.of(
            "MQTT-3.3.2-14 a wildcard in it",
            "30 08 0001 61 04 08 000123",
            new Integer[] {0x81, 0x82, 0x90}),
        Arguments.of("subscription id 0", "82 09 0001 02 0b00 0001 61 00", new Integer[] {0x82}),
        Arguments.of(
            "subscription id twice", "82 0b 0001 04 0b010b02 0001 61 00", new Integer[] {0x82}),
        Arguments.of("retain handling 3", "82 07 0001 00 0001 61 30", new Integer[] {0x82}),
        Arguments.of("a maximum QoS of 3", "82 07 0001 00 0001 61 03", new Integer[] {0x82}),
        Arguments.of("MQTT-1.5.5-1 a length", "82 87 00 0001 00 0001 61 00", MALFORMED),
        Arguments.of("PUBACK with an unknown code", "40 04 0001 7f 00", new Integer[] {0x81, 0x82}),
        Arguments.of("PUBREL with an unknown code", "62 04 0001 80 00", new Integer[] {0x81, 0x82}),
        Arguments.of("DISCONNECT with an unknown code", "e0 01 7f", new Integer[] {0x81, 0x82}),
        Arguments.of("DISCONNECT with a bad property", "e0 04 00 02 7f00", new Integer[] {0x81}),
        Arguments.of(
            "expiry twice in DISCONNECT",
            "e0 0c 00 0a 11 00000000 11 00000000",
            new Integer[] {0x82}));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("ofVersion5")
  @Statement({
    "MQTT-1.5.7-1",
    "MQTT-3.3.2-13",
    "MQTT-3.3.2-14",
    "MQTT-3.3.4-6",
    "MQTT-3.4.2-1",
    "MQTT-3.6.2-1",
    "MQTT-3.14.2-1",
    "MQTT-4.13.1-1"
  })
  void endConnectionsOfVersion5(String what, String hex, Integer[] codes) throws Exception {
    refuse(Version.V5, Bytes.hex(hex), codes);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement({"MQTT-3.3.2-2", "MQTT-4.7.0-1", "MQTT3-3.3.2-2", "MQTT3-4.7.1-1", "MQTT3-4.7.3-1"})
  void endConnectionsByWildcardsInATopic(Version version) throws Exception {
    for (String topic : List.of("#", "+", "a/#", "a/+/b", "a+")) {
      refuse(version, new Publish(topic, "x").bytes(version), 0x81, 0x82, 0x90);
    }
    refuse(Version.V3, new Publish("", "x").bytes(Version.V3));
  }

  @Test
  @Statement("MQTT3-2.2.2-2")
  void endConnectionsByAnAuthInAVersionThatKnowsNone() throws Exception {
    refuse(Version.V3, Bytes.hex("f000"));
  }

  /** Its beginning is enough to see it. */
  @ParameterizedTest
  @EnumSource(Version.class)
  @Statement("MQTT-4.13.1-1")
  void endConnectionsByTheirSize(Version version) throws Exception {
    int maximum =
        open(Version.V5)
            .connect(new Connect(Version.V5, newClientId()))
            .props()
            .number(Props.MAXIMUM_PACKET_SIZE);
    Bytes bytes = new Bytes().u8(0x30).variable(maximum).utf8("it/large");
    if (version == Version.V5) {
      bytes.u8(0);
    }
    refuse(version, bytes.raw(new byte[1000]).toBytes(), 0x95);
  }

  @Test
  void leaveOthersAlone() throws Exception {
    String topic = newTopic();
    MqttClient witness = connect(Version.V5);
    witness.subscribe(topic, 1);
    for (int i = 0; i < 200; i++) {
      MqttClient client = open(Version.V5);
      client.connect(new Connect(Version.V5, newClientId()));
      client.send(i, 0xff, 0xff, 0xff, 0xff, 0xff);
      client.expectDisconnect(0x81, 0x82);
    }
    witness.publish(topic, "undisturbed", 1);
    witness.message("undisturbed");
  }

  /** Who only opens a connection and says nothing does not keep it for ever. */
  @Test
  void silenceBeforeConnectEndsTheConnection() throws IOException, InterruptedException {
    MqttClient client = open(Version.V5);
    client.await(Type.CLOSED);
  }
}
