package io.reddot.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** What a client says in MQTT 3.1.1. Stateless. */
final class MqttPacket {
  static final int CONNACK = 2;
  static final int PUBLISH = 3;
  static final int PUBACK = 4;
  static final int SUBACK = 9;

  private static final int CONNECT = 0x10;
  private static final int PUBLISH_QOS_1 = 0x32;
  private static final int SUBSCRIBE = 0x82;
  private static final int LEVEL = 4;
  private static final int CLEAN_SESSION = 0x02;
  private static final int USER_AND_PASSWORD = 0xc0;
  private static final int REFUSED = 0x80;

  private MqttPacket() {}

  /**
   * A session that ends with the connection, whose client may be silent for ever.
   *
   * @param token the password; null: none
   */
  static byte[] connect(String token) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text("MQTT", body);
    body.write(LEVEL);
    body.write(CLEAN_SESSION | (token == null ? 0 : USER_AND_PASSWORD));
    number(0, body);
    text("", body); // the server finds a client id
    if (token != null) {
      text("bench", body);
      text(token, body);
    }
    return packet(CONNECT, body);
  }

  static byte[] subscribe(int packetId, String filter, int qos) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    number(packetId, body);
    text(filter, body);
    body.write(qos);
    return packet(SUBSCRIBE, body);
  }

  /** At QoS 1; the payload stands at the end. */
  static byte[] publish(String topic, int packetId, byte[] payload) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(topic, body);
    number(packetId, body);
    body.writeBytes(payload);
    return packet(PUBLISH_QOS_1, body);
  }

  static void pubAck(int packetId, ByteArrayOutputStream to) {
    to.write(PUBACK << 4);
    to.write(2);
    number(packetId, to);
  }

  /** Of an answer to CONNECT or SUBSCRIBE. */
  static void checkAccepted(int type, byte[] body) throws IOException {
    int code = body[body.length - 1] & 0xff;
    if (type == CONNACK && code != 0 || type == SUBACK && code >= REFUSED) {
      throw new IOException("refused with " + code);
    }
  }

  private static void number(int number, ByteArrayOutputStream to) {
    to.write(number >> 8);
    to.write(number);
  }

  private static void text(String text, ByteArrayOutputStream to) {
    byte[] bytes = text.getBytes(UTF_8);
    number(bytes.length, to);
    to.writeBytes(bytes);
  }

  private static byte[] packet(int first, ByteArrayOutputStream body) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(first);
    int rest = body.size();
    while (rest > 0x7f) {
      packet.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    packet.write(rest);
    packet.writeBytes(body.toByteArray());
    return packet.toByteArray();
  }
}
