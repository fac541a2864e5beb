package io.reddot.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The addresses of which the first bits are given: {@code 10.0.0.0/8}. Immutable. */
public final class Network {
  private final byte[] address;
  private final int bits;

  private Network(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /**
   * @param text an address, or a network
   * @throws IllegalArgumentException if it is neither
   */
  public static Network of(String text) {
    String[] parts = text.split("/", 2);
    byte[] address = bytes(parts[0]);
    if (address == null || (parts.length == 2 && !parts[1].matches("\\d{1,3}"))) {
      throw new IllegalArgumentException();
    }
    int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : 8 * address.length;
    if (bits > 8 * address.length) {
      throw new IllegalArgumentException();
    }
    return new Network(address, bits);
  }

  public boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i & 7);
      if ((address[i >> 3] & mask) != (other[i >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of an address; null: it is none. An IPv4 address in IPv6's form is IPv4. */
  public static byte @Nullable [] bytes(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes).getAddress();
    } catch (UnknownHostException e) {
      return null; // neither 4 nor 16 bytes, which it is
    }
  }
}
