package io.reddot.it.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A packet that the server sent, taken apart strictly.
 *
 * @param flags the low four bits of the first byte; in CONNACK: the acknowledge flags
 * @param id the packet identifier; 0: it has none
 * @param codes return or reason codes; 0 where it was left out
 * @param topic as sent: empty if there is an alias instead
 * @param bytes what stood behind the fixed header
 */
record Packet(
    Type type,
    int flags,
    int id,
    List<Integer> codes,
    String topic,
    byte[] payload,
    Props props,
    byte[] bytes) {
  private static final byte[] NONE = {};

  /** Reason codes of version 5 that a server may use, by packet (table 2-6). */
  private static final Map<Type, Set<Integer>> CODES =
      Map.of(
          Type.CONNACK,
          Set.of(
              0, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95,
              0x97, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9f),
          Type.PUBACK,
          Set.of(0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99),
          Type.PUBREC,
          Set.of(0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99),
          Type.PUBREL,
          Set.of(0, 0x92),
          Type.PUBCOMP,
          Set.of(0, 0x92),
          Type.SUBACK,
          Set.of(0, 1, 2, 0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2),
          Type.UNSUBACK,
          Set.of(0, 0x11, 0x80, 0x83, 0x87, 0x8f, 0x91),
          Type.DISCONNECT,
          Set.of(
              0, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8b, 0x8d, 0x8e, 0x8f, 0x90, 0x93, 0x94, 0x95,
              0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2),
          Type.AUTH,
          Set.of(0, 0x18));

  /** What is no packet: {@link Type#CLOSED} or {@link Type#BROKEN}, and why. */
  static Packet none(Type type, String why) {
    return new Packet(type, 0, 0, List.of(), why, NONE, new Props(), NONE);
  }

  static Packet parse(Version version, int first, byte[] body) {
    Type type = Type.values()[first >>> 4];
    int flags = first & 0xf;
    Fields fields = new Fields(body);
    Packet packet =
        switch (type) {
          case CONNACK -> connack(version, body, fields);
          case PUBLISH -> publish(version, flags, body, fields);
          case PUBACK, PUBREC, PUBREL, PUBCOMP -> ack(version, type, flags, body, fields);
          case SUBACK, UNSUBACK -> acks(version, type, body, fields);
          case PINGRESP -> simple(type, 0, List.of(), new Props(), body);
          case DISCONNECT, AUTH -> goodbye(version, type, body, fields);
          default -> throw new IllegalArgumentException("no packet of a server's: " + type);
        };
    fields.end();
    if (type != Type.PUBLISH && flags != (type == Type.PUBREL ? 2 : 0)) {
      throw new IllegalArgumentException("reserved flags of " + type + ": " + flags);
    }
    if (version == Version.V5 && !CODES.getOrDefault(type, Set.of(0)).containsAll(packet.codes())) {
      throw new IllegalArgumentException(type + " with " + packet.codes());
    }
    return packet;
  }

  private static Packet connack(Version version, byte[] body, Fields fields) {
    int flags = fields.u8();
    int code = fields.u8();
    if (flags > 1 || (code != 0 && flags != 0) || (version == Version.V3 && code > 5)) {
      throw new IllegalArgumentException("CONNACK with flags " + flags + ", code " + code);
    }
    Props props = version == Version.V5 ? Props.read(fields, Type.CONNACK) : new Props();
    return new Packet(Type.CONNACK, flags, 0, List.of(code), "", NONE, props, body);
  }

  private static Packet publish(Version version, int flags, byte[] body, Fields fields) {
    String topic = fields.utf8();
    int qos = flags >> 1 & 3;
    int id = qos > 0 ? fields.u16() : 0;
    if (qos == 3 || (qos > 0 && id == 0) || (qos == 0 && (flags & 8) != 0)) {
      throw new IllegalArgumentException("PUBLISH with flags " + flags + ", id " + id);
    }
    Props props = version == Version.V5 ? Props.read(fields, Type.PUBLISH) : new Props();
    byte[] payload = fields.rest();
    return new Packet(Type.PUBLISH, flags, id, List.of(), topic, payload, props, body);
  }

  private static Packet ack(Version version, Type type, int flags, byte[] body, Fields fields) {
    int id = fields.u16();
    int code = version == Version.V5 && fields.more() ? fields.u8() : 0;
    Props props = version == Version.V5 && fields.more() ? Props.read(fields, type) : new Props();
    return new Packet(type, flags, id, List.of(code), "", NONE, props, body);
  }

  private static Packet acks(Version version, Type type, byte[] body, Fields fields) {
    int id = fields.u16();
    Props props = version == Version.V5 ? Props.read(fields, type) : new Props();
    List<Integer> codes = new ArrayList<>();
    while (fields.more()) {
      codes.add(fields.u8());
    }
    boolean expected = version == Version.V5 || type == Type.SUBACK;
    if (codes.isEmpty() == expected) {
      throw new IllegalArgumentException(type + " with codes " + codes);
    }
    return simple(type, id, codes, props, body);
  }

  private static Packet goodbye(Version version, Type type, byte[] body, Fields fields) {
    if (version == Version.V3) {
      throw new IllegalArgumentException("no packet of a 3.1.1 server's: " + type);
    }
    int code = fields.more() ? fields.u8() : 0;
    Props props = fields.more() ? Props.read(fields, type) : new Props();
    return simple(type, 0, List.of(code), props, body);
  }

  private static Packet simple(Type type, int id, List<Integer> codes, Props props, byte[] body) {
    return new Packet(type, 0, id, codes, "", NONE, props, body);
  }

  int code() {
    return codes.get(0);
  }

  boolean sessionPresent() {
    return flags == 1;
  }

  int qos() {
    return flags >> 1 & 3;
  }

  boolean dup() {
    return (flags & 8) != 0;
  }

  boolean retain() {
    return (flags & 1) != 0;
  }

  String text() {
    return new String(payload, UTF_8);
  }

  /** The user properties of the publisher, without the ones that Red Dot puts before them. */
  List<Props.Pair> publishersProperties() {
    return props.users().stream()
        .filter(pair -> !Set.of("cursor", "id", "event").contains(pair.name()))
        .toList();
  }

  @Override
  public String toString() {
    String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 200));
    return "%s flags %d id %d codes %s topic '%s' payload %d bytes props %s; bytes %s"
        .formatted(type, flags, id, codes, topic, payload.length, props, hex);
  }
}
