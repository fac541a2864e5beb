package io.reddot.bench.load;

import java.io.IOException;

/** Packets of MQTT 3.1.1 from a server, wherever the stream is cut. For one thread. */
final class MqttStream {
  /** Who hears of them. */
  interface Listener {
    /**
     * Any packet but PUBLISH.
     *
     * @param body all behind its length
     */
    void control(int type, byte[] body) throws IOException;

    /** A piece of a message. */
    void payload(byte[] bytes, int from, int to) throws IOException;

    /**
     * @param packetId 0: it had QoS 0
     */
    void endOfMessage(int packetId) throws IOException;
  }

  private static final int QOS = 0x06;

  private enum Part {
    TYPE,
    LENGTH,
    TOPIC_LENGTH,
    TOPIC,
    PACKET_ID,
    PAYLOAD,
    CONTROL
  }

  private final Listener listener;
  private Part part = Part.TYPE;
  private int first;

  /** Bytes to come of the packet; in {@code LENGTH}, as far as it is known. */
  private int left;

  /** Bytes to come of the part; in {@code LENGTH}, the bits that are known. */
  private int leftOfPart;

  private int number;
  private byte[] body = {};

  MqttStream(Listener listener) {
    this.listener = listener;
  }

  void read(byte[] bytes, int from, int to) throws IOException {
    int i = from;
    while (i < to) {
      switch (part) {
        case TYPE, LENGTH -> header(bytes[i++] & 0xff);
        case TOPIC_LENGTH, PACKET_ID -> {
          number = number << 8 | bytes[i++] & 0xff;
          passed(1);
        }
        default -> {
          int piece = Math.min(leftOfPart, to - i);
          if (part == Part.PAYLOAD) {
            listener.payload(bytes, i, i + piece);
          } else if (part == Part.CONTROL) {
            System.arraycopy(bytes, i, body, body.length - left, piece);
          }
          i += piece;
          passed(piece);
        }
      }
    }
  }

  private void header(int b) throws IOException {
    if (part == Part.TYPE) {
      first = b;
      left = 0;
      leftOfPart = 0;
      part = Part.LENGTH;
      return;
    }
    left |= (b & 0x7f) << leftOfPart;
    leftOfPart += 7;
    if (b < 0x80 && first >> 4 == MqttPacket.PUBLISH) {
      begin(Part.TOPIC_LENGTH, 2);
    } else if (b < 0x80) {
      body = new byte[left];
      begin(Part.CONTROL, left);
    }
  }

  private void begin(Part next, int length) throws IOException {
    part = next;
    leftOfPart = length;
    if (length == 0) {
      end();
    }
  }

  private void passed(int bytes) throws IOException {
    left -= bytes;
    leftOfPart -= bytes;
    if (leftOfPart == 0) {
      end();
    }
  }

  /** Of a part. */
  private void end() throws IOException {
    switch (part) {
      case TOPIC_LENGTH -> {
        int topic = number;
        number = 0;
        begin(Part.TOPIC, topic);
      }
      case TOPIC -> {
        boolean acknowledged = (first & QOS) != 0;
        begin(acknowledged ? Part.PACKET_ID : Part.PAYLOAD, acknowledged ? 2 : left);
      }
      case PACKET_ID -> begin(Part.PAYLOAD, left);
      case PAYLOAD -> {
        int packetId = number;
        number = 0;
        part = Part.TYPE;
        listener.endOfMessage(packetId);
      }
      default -> {
        part = Part.TYPE;
        listener.control(first >> 4, body);
      }
    }
  }
}
