package io.reddot.it.mqtt;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The fields of a packet, read one after the other; strict, for what a server sends is under test
 * too. Too short for a field: {@link java.nio.BufferUnderflowException}.
 */
final class Fields {
  private final ByteBuffer bytes;

  Fields(byte[] bytes) {
    this(ByteBuffer.wrap(bytes));
  }

  private Fields(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  boolean more() {
    return bytes.hasRemaining();
  }

  int u8() {
    return bytes.get() & 0xff;
  }

  int u16() {
    return bytes.getShort() & 0xffff;
  }

  long u32() {
    return bytes.getInt() & 0xffffffffL;
  }

  int variable() {
    int value = 0;
    for (int shift = 0; shift <= 21; shift += 7) {
      int digit = u8();
      value |= (digit & 0x7f) << shift;
      if (digit < 0x80) {
        if (digit == 0 && shift > 0) {
          throw new IllegalArgumentException("more bytes than needed: MQTT-1.5.5-1");
        }
        return value;
      }
    }
    throw new IllegalArgumentException("a variable byte integer of more than four bytes");
  }

  byte[] raw(int length) {
    byte[] raw = new byte[Math.min(length, bytes.remaining() + 1)];
    bytes.get(raw);
    return raw;
  }

  byte[] rest() {
    return raw(bytes.remaining());
  }

  byte[] binary() {
    return raw(u16());
  }

  String utf8() {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(binary())).toString();
      if (text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("U+0000 in a string");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("no UTF-8", e);
    }
  }

  /** The next bytes, apart. */
  Fields part(int length) {
    return new Fields(raw(length));
  }

  void end() {
    if (more()) {
      throw new IllegalArgumentException(bytes.remaining() + " bytes too many");
    }
  }
}
