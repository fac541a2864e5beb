package io.reddot.it.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** The bytes of a packet, written one field after the other (MQTT 5, section 1.5). */
final class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Bytes u8(int value) {
    out.write(value);
    return this;
  }

  Bytes u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  Bytes u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  /** A variable byte integer. */
  Bytes variable(int value) {
    int rest = value;
    do {
      u8((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
      rest >>>= 7;
    } while (rest > 0);
    return this;
  }

  Bytes binary(byte[] value) {
    return u16(value.length).raw(value);
  }

  Bytes utf8(String value) {
    return binary(value.getBytes(UTF_8));
  }

  Bytes raw(byte... value) {
    out.writeBytes(value);
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  /** The whole packet: this is what stands behind the fixed header. */
  byte[] packet(int firstByte) {
    return new Bytes().u8(firstByte).variable(out.size()).raw(toBytes()).toBytes();
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
