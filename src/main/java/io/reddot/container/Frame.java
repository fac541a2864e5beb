package io.reddot.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.websocket.CloseReason;
import java.nio.ByteBuffer;

/**
 * Encodes a server's WebSocket frames: whole messages without a mask (RFC 6455, section 5.2).
 * Stateless.
 */
public final class Frame {
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;

  private static final int LAST = 0x80;
  private static final int SHORT_LENGTH = 126;
  private static final int LONG_LENGTH = 127;
  private static final byte[] NOTHING = {};

  private Frame() {}

  public static byte[] text(byte[] utf8) {
    return of(TEXT, utf8);
  }

  static byte[] binary(byte[] payload) {
    return of(BINARY, payload);
  }

  static byte[] ping() {
    return of(PING, NOTHING);
  }

  /** Returns the size of a frame, in bytes. */
  public static int size(int payload) {
    return (payload < SHORT_LENGTH ? 2 : payload < 1 << 16 ? 4 : 10) + payload;
  }

  /** Whether a frame to be written is a close frame. */
  static boolean isClose(ByteBuffer frame) {
    return frame.get(frame.position()) == (byte) (LAST | CLOSE);
  }

  static byte[] close(CloseReason reason) {
    byte[] said = reason.getReasonPhrase().getBytes(UTF_8);
    return of(
        CLOSE,
        ByteBuffer.allocate(2 + said.length)
            .putShort((short) reason.getCloseCode().getCode())
            .put(said)
            .array());
  }

  private static byte[] of(int opcode, byte[] payload) {
    int length = payload.length;
    ByteBuffer frame = ByteBuffer.allocate(size(length)).put((byte) (LAST | opcode));
    if (length < SHORT_LENGTH) {
      frame.put((byte) length);
    } else if (length < 1 << 16) {
      frame.put((byte) SHORT_LENGTH).putShort((short) length);
    } else {
      frame.put((byte) LONG_LENGTH).putLong(length);
    }
    return frame.put(payload).array();
  }
}
