package io.reddot.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.websocket.CloseReason;
import java.nio.ByteBuffer;

/** A server's WebSocket frames: whole messages without a mask (RFC 6455, section 5.2). */
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

  static byte[] text(byte[] utf8) {
    return of(TEXT, utf8);
  }

  public static byte[] binary(byte[] payload) {
    return of(BINARY, payload);
  }

  public static byte[] ping() {
    return of(PING, NOTHING);
  }

  /** Of a frame that is about to be written. */
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
    int header = length < SHORT_LENGTH ? 2 : length < 1 << 16 ? 4 : 10;
    ByteBuffer frame = ByteBuffer.allocate(header + length).put((byte) (LAST | opcode));
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
