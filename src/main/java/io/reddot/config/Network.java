package io.reddot.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A network: all addresses with the same first bits, like {@code 10.0.0.0/8}. Immutable. */
public final class Network {
  private final byte[] address;
  private final int bits;

  private Network(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /**
   * Parses a network.
   *
   * @param text an address or a network
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

  /** Whether one of the networks contains an address; false if the text is not an address. */
  public static boolean anyContains(Collection<Network> networks, String address) {
    byte[] bytes = bytes(address);
    return bytes != null && networks.stream().anyMatch(network -> network.contains(bytes));
  }

  /**
   * Returns the bytes of an address; null if it is not an address. An IPv4-mapped IPv6 address
   * counts as IPv4.
   */
  public static byte @Nullable [] bytes(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes).getAddress();
    } catch (UnknownHostException e) {
      return null; // impossible: it has 4 or 16 bytes
    }
  }
}
