package io.reddot.transport.mqtt.packet;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.BitSet;

/**
 * Checks rules of the standard that Netty's decoder ignores: reserved bits of subscription options;
 * properties that occur twice, do not belong to the packet, or have an invalid value (MQTT 5,
 * section 2.2.2). Stateless.
 */
public final class PacketRules {
  private static final int USER_PROPERTY = 38;
  private static final int SUBSCRIPTION_IDENTIFIER = 11;
  private static final int AUTHENTICATION_METHOD = 21;
  private static final int AUTHENTICATION_DATA = 22;
  private static final int WILL = 0x04;

  /** The maximum number of user properties, which are stored and sent to every subscriber. */
  private static final int USER_PROPERTIES = 64;

  /**
   * The maximum number of topic filters in a packet; few sessions have as many. A decoded filter
   * takes several objects.
   */
  public static final int FILTERS = 1_000;

  private static final BitSet IN_CONNECT = bits(17, 21, 22, 23, 25, 33, 34, 38, 39);
  private static final BitSet IN_WILL = bits(1, 2, 3, 8, 9, 24, 38);
  private static final BitSet IN_PUBLISH = bits(1, 2, 3, 8, 9, 11, 35, 38);
  private static final BitSet IN_SUBSCRIBE = bits(11, 38);
  private static final BitSet IN_UNSUBSCRIBE = bits(38);
  private static final BitSet IN_ANSWERS = bits(31, 38);
  private static final BitSet IN_DISCONNECT = bits(17, 28, 31, 38);
  private static final BitSet IN_AUTH = bits(21, 22, 31, 38);

  /** The reason codes that a client may send (section 2.4), for each packet type. */
  private static final BitSet RECEIVED = bits(0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);

  private static final BitSet RELEASED = bits(0, 0x92);
  private static final BitSet DISCONNECTED =
      bits(0, 4, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99);
  private static final BitSet AUTHENTICATED = bits(0x18, 0x19);

  private PacketRules() {}

  private static BitSet bits(int... numbers) {
    BitSet bits = new BitSet();
    for (int number : numbers) {
      bits.set(number);
    }
    return bits;
  }

  /**
   * @param header the size of the fixed header
   */
  public static boolean isVersion5(ByteBuf connect, int header) {
    int name = connect.readerIndex() + header;
    int level = name + 2 + connect.getUnsignedShort(name);
    return connect.getByte(level) == MqttVersion.MQTT_5.protocolLevel();
  }

  /**
   * @param body the packet without its fixed header
   * @param first the first byte of the packet
   * @throws Refusal if the packet violates a rule
   * @throws IndexOutOfBoundsException if the packet is too short for its content
   */
  public static void check(ByteBuf body, byte first, boolean version5) {
    int type = (first & 0xf0) >> 4;
    if (type == MqttMessageType.SUBSCRIBE.value()) {
      body.skipBytes(2);
      if (version5) {
        properties(body, IN_SUBSCRIBE);
      }
      options(body, version5);
    } else if (type == MqttMessageType.UNSUBSCRIBE.value()) {
      body.skipBytes(2);
      if (version5) {
        properties(body, IN_UNSUBSCRIBE);
      }
      for (int filters = 1; body.isReadable(); filters++) {
        count(filters);
        skipString(body);
      }
    } else if (version5) {
      check5(body, type, first);
    }
  }

  private static void check5(ByteBuf body, int type, byte first) {
    switch (type) {
      case 1 -> connect(body);
      case 3 -> {
        skipString(body);
        body.skipBytes((first & 0x06) == 0 ? 0 : 2);
        properties(body, IN_PUBLISH);
      }
      case 4, 5, 6, 7 -> {
        body.skipBytes(2);
        if (body.isReadable()) {
          reason(body, type < 6 ? RECEIVED : RELEASED);
        }
        if (body.isReadable()) {
          properties(body, IN_ANSWERS);
        }
      }
      case 14, 15 -> {
        if (body.isReadable()) {
          reason(body, type == 14 ? DISCONNECTED : AUTHENTICATED);
        }
        if (body.isReadable()) {
          properties(body, type == 14 ? IN_DISCONNECT : IN_AUTH);
        }
      }
      default -> {} // packets without properties
    }
  }

  private static void connect(ByteBuf body) {
    skipString(body);
    body.skipBytes(1);
    int flags = body.readByte();
    body.skipBytes(2);
    properties(body, IN_CONNECT);
    skipString(body);
    if ((flags & WILL) != 0) {
      properties(body, IN_WILL);
    }
  }

  private static void skipString(ByteBuf body) {
    body.skipBytes(body.readUnsignedShort());
  }

  private static void reason(ByteBuf body, BitSet allowed) {
    int code = body.readUnsignedByte();
    if (!allowed.get(code)) {
      throw Refusal.malformed("A client must not send the reason code " + code + " here.");
    }
  }

  /**
   * Checks subscription options (MQTT 5, section 3.8.3.1): reserved bits make the packet malformed;
   * undefined values are a protocol error.
   */
  private static void options(ByteBuf body, boolean version5) {
    int reserved = version5 ? 0xc0 : 0xfc;
    for (int filters = 1; body.isReadable(); filters++) {
      count(filters);
      skipString(body);
      int options = body.readByte();
      if ((options & reserved) != 0) {
        throw Refusal.malformed("The reserved bits of subscription options must be 0.");
      }
      if (version5 && (options & 0x03) == 0x03) {
        throw Refusal.protocolError("The maximum QoS of a subscription must be 0, 1 or 2.");
      }
      if (version5 && (options & 0x30) == 0x30) {
        throw Refusal.protocolError("The retain handling of a subscription must be 0, 1 or 2.");
      }
    }
  }

  private static void count(int filters) {
    if (filters > FILTERS) {
      throw new Refusal(
          Reason.QUOTA_EXCEEDED, "A packet may have at most %,d topic filters.".formatted(FILTERS));
    }
  }

  private static void properties(ByteBuf body, BitSet allowed) {
    ByteBuf all = body.readSlice(integer(body));
    BitSet seen = new BitSet();
    int user = 0;
    while (all.isReadable()) {
      int property = integer(all);
      if (!allowed.get(property)) {
        throw Refusal.malformed("The packet must not have the property " + property + ".");
      }
      boolean again = property == USER_PROPERTY || property == SUBSCRIPTION_IDENTIFIER;
      if (seen.get(property) && !again) {
        throw Refusal.protocolError("The property " + property + " occurs twice.");
      }
      seen.set(property);
      if (property == USER_PROPERTY && ++user > USER_PROPERTIES) {
        throw new Refusal(
            Reason.QUOTA_EXCEEDED,
            "A packet may have at most %d user properties.".formatted(USER_PROPERTIES));
      }
      value(all, property);
    }
    if (seen.get(AUTHENTICATION_DATA) && !seen.get(AUTHENTICATION_METHOD)) {
      throw Refusal.protocolError("Authentication data needs an authentication method.");
    }
  }

  private static void value(ByteBuf all, int property) {
    switch (property) {
      case 1, 23, 25 -> {
        int flag = all.readByte();
        if (flag != 0 && flag != 1) {
          throw Refusal.protocolError("The property " + property + " must be 0 or 1.");
        }
      }
      case 33, 34, 35 -> all.skipBytes(2);
      case 2, 17, 24, 39 -> all.skipBytes(4);
      case 11 -> {
        int unused = integer(all);
      }
      case 38 -> {
        skipString(all);
        skipString(all);
      }
      default -> skipString(all); // a string, or binary data
    }
  }

  private static int integer(ByteBuf from) {
    int value = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      byte digit = from.readByte();
      value |= (digit & 0x7f) << shift;
      if (digit >= 0) {
        if (digit == 0 && shift > 0) { // MQTT-1.5.5-1
          throw Refusal.malformed(
              "A variable byte integer is encoded in more bytes than necessary.");
        }
        return value;
      }
    }
    throw Refusal.malformed("A variable byte integer is encoded in more than 4 bytes.");
  }
}
