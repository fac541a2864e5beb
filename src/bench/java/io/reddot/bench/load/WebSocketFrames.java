package io.reddot.bench.load;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/** WebSocket frames from a server (RFC 6455), wherever the stream is cut. For one thread. */
final class WebSocketFrames {
  /** Who hears of them. */
  interface Listener {
    /** A piece of a text. */
    void text(byte[] bytes, int from, int to) throws IOException;

    /** The end of a frame of text. */
    void endOfText() throws IOException;

    void ping(byte[] payload) throws IOException;

    /**
     * @param payload the code in two bytes, then the reason
     */
    void close(byte[] payload) throws IOException;
  }

  static final int TEXT = 1;
  static final int PONG = 10;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int LAST = 0x80;
  private static final int MASKED = 0x80;
  private static final int OPCODE = 0x0f;
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;

  private enum Part {
    OPCODE,
    LENGTH,
    LONG_LENGTH,
    PAYLOAD
  }

  private final Listener listener;
  private Part part = Part.OPCODE;
  private int opcode;
  private long left;
  private int lengthBytes;
  private byte[] control = {};

  WebSocketFrames(Listener listener) {
    this.listener = listener;
  }

  void read(byte[] bytes, int from, int to) throws IOException {
    int i = from;
    while (i < to) {
      if (part == Part.PAYLOAD) {
        int piece = (int) Math.min(left, to - i);
        payload(bytes, i, i + piece);
        i += piece;
      } else {
        header(bytes[i++] & 0xff);
      }
    }
  }

  private void header(int b) throws IOException {
    switch (part) {
      case OPCODE -> {
        opcode = b & OPCODE;
        part = Part.LENGTH;
      }
      case LENGTH -> {
        lengthBytes = b == TWO_BYTES ? 2 : b == EIGHT_BYTES ? 8 : 0;
        part = Part.LONG_LENGTH;
        left = lengthBytes == 0 ? b : 0;
      }
      default -> {
        left = left << 8 | b;
        lengthBytes--;
      }
    }
    if (part == Part.LONG_LENGTH && lengthBytes == 0) {
      control = opcode < CLOSE ? control : new byte[(int) left];
      part = Part.PAYLOAD;
      if (left == 0) {
        endOfFrame();
      }
    }
  }

  private void payload(byte[] bytes, int from, int to) throws IOException {
    if (opcode < CLOSE) {
      listener.text(bytes, from, to);
    } else {
      System.arraycopy(bytes, from, control, control.length - (int) left, to - from);
    }
    left -= to - from;
    if (left == 0) {
      endOfFrame();
    }
  }

  private void endOfFrame() throws IOException {
    part = Part.OPCODE;
    switch (opcode) {
      case PING -> listener.ping(control);
      case CLOSE -> listener.close(control);
      case PONG -> {} // we never ask for one
      default -> listener.endOfText();
    }
  }

  /** A short frame as a client sends it: masked, and whole. */
  static byte[] frame(int opcode, byte[] payload) {
    int header = payload.length < TWO_BYTES ? 2 : 4;
    byte[] frame = new byte[header + 4 + payload.length];
    frame[0] = (byte) (LAST | opcode);
    if (header == 2) {
      frame[1] = (byte) (MASKED | payload.length);
    } else {
      frame[1] = (byte) (MASKED | TWO_BYTES);
      frame[2] = (byte) (payload.length >> 8);
      frame[3] = (byte) payload.length;
    }
    int key = ThreadLocalRandom.current().nextInt();
    for (int i = 0; i < 4; i++) {
      frame[header + i] = (byte) (key >> 8 * i);
    }
    for (int i = 0; i < payload.length; i++) {
      frame[header + 4 + i] = (byte) (payload[i] ^ frame[header + i % 4]);
    }
    return frame;
  }
}
