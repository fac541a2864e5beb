package io.reddot.transport.mqtt.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.reddot.json.JsonData;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.TraceParent;
import io.reddot.session.Encoded;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A message as a PUBLISH packet, encoded once for each version of MQTT. The fields that differ
 * between subscribers (QoS, packet id, topic alias, properties) are inserted when the packet is
 * written. The encoded form itself has QoS 0. Immutable.
 */
public final class PublishPacket extends Encoded {
  private static final int PUBLISH = 0x30;
  private static final int DUP = 0x08;
  private static final int RETAIN = 0x01;
  private static final int LENGTH = 2;

  private final Message message;
  private final PublishProperties said;

  /** The size of the server's own user properties, which come first. */
  private final int ours;

  /** The offset of the topic, which begins with its length. */
  private final int topic;

  /** The offset of the properties, without their length. */
  private final int properties;

  /** The offset of the payload. */
  private final int payload;

  private final boolean version5;

  private PublishPacket(
      Message message, PublishProperties said, boolean version5, int ours, byte[] packet) {
    super(packet);
    this.ours = ours;
    this.message = message;
    this.said = said;
    this.version5 = version5;
    this.topic = 1 + lengthOfInteger(packet, 1);
    int afterTopic = topic + LENGTH + (((packet[topic] & 0xff) << 8) | (packet[topic + 1] & 0xff));
    if (version5) {
      int integer = lengthOfInteger(packet, afterTopic);
      properties = afterTopic + integer;
      payload = properties + integer(packet, afterTopic);
    } else {
      properties = afterTopic;
      payload = afterTopic;
    }
  }

  static PublishPacket of(Message message, PacketEncoder encoder) {
    PublishProperties said = PublishProperties.parse(message.properties());
    MqttProperties properties = MqttProperties.NO_PROPERTIES;
    if (encoder.version5()) {
      properties = new MqttProperties();
      said.addTo(properties);
    }
    byte[] packet =
        encoder.encode(
            new MqttPublishMessage(
                new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_MOST_ONCE, false, 0),
                new MqttPublishVariableHeader(message.topic().name(), 0, properties),
                Unpooled.wrappedBuffer(payload(message))));
    PublishPacket plain = new PublishPacket(message, said, encoder.version5(), 0, packet);
    return encoder.version5() ? plain.with(ours(message)) : plain;
  }

  /** Returns the server's user properties: the message's cursor, id, event and trace, encoded. */
  private static byte[] ours(Message message) {
    ByteBuf to = Unpooled.buffer(128);
    user(to, "cursor", message.cursor().toString());
    user(to, "id", message.id());
    String event = message.event();
    if (event != null) {
      user(to, "event", event);
    }
    TraceParent trace = message.trace();
    if (trace != null) {
      user(to, TraceParent.NAME, trace.value());
    }
    return ByteBufUtil.getBytes(to);
  }

  private static void user(ByteBuf to, String name, String value) {
    to.writeByte(MqttProperties.USER_PROPERTY);
    for (String text : List.of(name, value)) {
      to.writeShort(ByteBufUtil.utf8Bytes(text));
      ByteBufUtil.writeUtf8(to, text);
    }
  }

  /** Inserts properties before the others. */
  private PublishPacket with(byte[] more) {
    ByteBuf to = Unpooled.buffer(bytes().length + more.length + 8);
    write(to, 0, false, false, 0, true, SubscriberProperties.of(more));
    return new PublishPacket(message, said, version5, more.length, ByteBufUtil.getBytes(to));
  }

  /** Returns the payload as it was published. */
  private static byte[] payload(Message message) {
    if (message.encoding() == Encoding.JSON) {
      return message.data().getBytes(StandardCharsets.UTF_8);
    }
    String text =
        JsonData.parse(message.data()) instanceof JsonString string ? string.getString() : "";
    return message.encoding() == Encoding.BASE64
        ? Base64.getDecoder().decode(text)
        : text.getBytes(StandardCharsets.UTF_8);
  }

  public Message message() {
    return message;
  }

  /** Returns the publisher's properties. */
  public PublishProperties said() {
    return said;
  }

  /**
   * Returns the size on the wire.
   *
   * @param more properties for this subscriber only
   */
  public int length(int qos, boolean withTopic, SubscriberProperties more) {
    int remaining = remaining(qos, withTopic, more);
    return 1 + sizeOfInteger(remaining) + remaining;
  }

  private int remaining(int qos, boolean withTopic, SubscriberProperties more) {
    int all = bytes().length;
    int ofTopic = withTopic ? endOfTopic() - topic : LENGTH;
    int ofProperties = 0;
    if (version5) {
      ofProperties = payload - from(more) + more.size();
      ofProperties += sizeOfInteger(ofProperties);
    }
    return ofTopic + (qos > 0 ? LENGTH : 0) + ofProperties + (all - payload);
  }

  /** Returns the offset of the properties that this subscriber gets. */
  private int from(SubscriberProperties more) {
    return more.bare() ? properties + ours : properties;
  }

  private int endOfTopic() {
    return version5 ? properties - sizeOfInteger(payload - properties) : properties;
  }

  /**
   * Writes the packet for one subscriber.
   *
   * @param packetId ignored at QoS 0
   * @param withTopic false: a topic alias in {@code more} replaces the topic
   */
  public void write(
      ByteBuf to,
      int qos,
      boolean dup,
      boolean retain,
      int packetId,
      boolean withTopic,
      SubscriberProperties more) {
    byte[] all = bytes();
    to.writeByte(PUBLISH | (dup ? DUP : 0) | (qos << 1) | (retain ? RETAIN : 0));
    writeInteger(to, remaining(qos, withTopic, more));
    if (withTopic) {
      to.writeBytes(all, topic, endOfTopic() - topic);
    } else {
      to.writeShort(0);
    }
    if (qos > 0) {
      to.writeShort(packetId);
    }
    if (version5) {
      writeInteger(to, payload - from(more) + more.size());
      more.writeTo(to);
      to.writeBytes(all, from(more), payload - from(more));
    }
    to.writeBytes(all, payload, all.length - payload);
  }

  /** Writes a variable byte integer (MQTT 5, section 1.5.5). */
  static void writeInteger(ByteBuf to, int value) {
    int rest = value;
    while (rest > 0x7f) {
      to.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    to.writeByte(rest);
  }

  private static int sizeOfInteger(int value) {
    return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
  }

  private static int lengthOfInteger(byte[] bytes, int at) {
    int length = 1;
    while ((bytes[at + length - 1] & 0x80) != 0) {
      length++;
    }
    return length;
  }

  private static int integer(byte[] bytes, int at) {
    int value = 0;
    int shift = 0;
    int i = at;
    do {
      value |= (bytes[i] & 0x7f) << shift;
      shift += 7;
    } while ((bytes[i++] & 0x80) != 0);
    return value;
  }

  @Override
  public String toString() {
    return message.topic() + " " + Arrays.toString(bytes());
  }
}
