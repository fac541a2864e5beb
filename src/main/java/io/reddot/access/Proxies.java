package io.reddot.access;

import io.netty.util.NetUtil;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Where a request really comes from: what a proxy that we know says, and nobody else. Thread-safe.
 *
 * <p>Threat: whoever may say {@code X-Forwarded-For} chooses the address that it is counted under.
 * So the header is read from its end, each proxy adding to it who came to it, and only as far as
 * those are proxies of ours.
 */
@ApplicationScoped
public class Proxies {
  private static final System.Logger LOGGER = System.getLogger(Proxies.class.getName());
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final String[] NONE = {};

  private final List<Network> trusted = new ArrayList<>();
  private final AtomicBoolean warned = new AtomicBoolean();

  /** Addresses of which the first {@code bits} bits are these. */
  private static final class Network {
    private final byte[] address;
    private final int bits;

    Network(byte[] address, int bits) {
      this.address = address;
      this.bits = bits;
    }

    boolean contains(byte[] other) {
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
  }

  /** For the client proxy only. */
  protected Proxies() {}

  @Inject
  public Proxies(Config config) {
    this(List.of(config.getOptionalValue("reddot.proxies", String[].class).orElse(NONE)));
  }

  /**
   * @param trusted addresses and networks ({@code 10.0.0.0/8}) of proxies
   * @throws IllegalArgumentException if one is neither
   */
  public Proxies(List<String> trusted) {
    for (String one : trusted) {
      String[] parts = one.trim().split("/", 2);
      byte[] address = bytes(parts[0]);
      if (address == null || (parts.length == 2 && !parts[1].matches("\\d{1,3}"))) {
        throw bad(one);
      }
      int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : 8 * address.length;
      if (bits > 8 * address.length) {
        throw bad(one);
      }
      this.trusted.add(new Network(address, bits));
    }
  }

  private static IllegalArgumentException bad(String one) {
    return new IllegalArgumentException(
        "reddot.proxies holds addresses like 10.0.0.1 and networks like 10.0.0.0/8, not " + one);
  }

  /** The address of whoever sent the request. */
  public String client(HttpServletRequest request) {
    String peer = request.getRemoteAddr();
    if (trusted.isEmpty()) {
      warn(request, peer);
      return peer;
    }
    return client(peer, Collections.list(request.getHeaders(FORWARDED_FOR)));
  }

  /** Behind a proxy that is not known here all clients look like one, and share its limits. */
  private void warn(HttpServletRequest request, String peer) {
    if (!warned.get()
        && request.getHeader(FORWARDED_FOR) != null
        && warned.compareAndSet(false, true)) {
      LOGGER.log(
          Level.WARNING,
          "{0} says X-Forwarded-For and is ignored: if it is your proxy, name it in reddot.proxies,"
              + " for all that come through it count as one address.",
          peer);
    }
  }

  /**
   * @param peer who has connected to us
   * @param forwarded the lines of {@code X-Forwarded-For}
   */
  String client(String peer, List<String> forwarded) {
    String client = peer;
    String[] hops = String.join(",", forwarded).split(",", -1);
    for (int i = hops.length - 1; i >= 0 && isTrusted(client); i--) {
      byte[] hop = bytes(withoutPort(hops[i].trim()));
      if (hop == null) {
        return client; // the last one that is known for certain
      }
      client = text(hop);
    }
    return client;
  }

  private boolean isTrusted(String address) {
    byte[] bytes = bytes(address);
    return bytes != null && trusted.stream().anyMatch(network -> network.contains(bytes));
  }

  /** Some proxies say {@code 192.0.2.1:4711} and {@code [2001:db8::1]:4711}. */
  private static String withoutPort(String hop) {
    int bracket = hop.indexOf(']');
    if (hop.startsWith("[") && bracket > 0) {
      return hop.substring(1, bracket);
    }
    int colon = hop.indexOf(':');
    return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }

  /** Null: it is no address. An IPv4 address in IPv6's clothes is an IPv4 address. */
  static byte @Nullable [] bytes(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes).getAddress();
    } catch (UnknownHostException e) {
      return null; // neither 4 nor 16 bytes, which it is
    }
  }

  private static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address", e);
    }
  }
}
