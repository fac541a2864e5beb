package io.reddot.web;

import io.reddot.config.Browsers;
import io.reddot.config.Network;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds the address of the client that sent a request, from the headers of trusted proxies only.
 * Thread-safe.
 *
 * <p>Threat: a client that sends {@code X-Forwarded-For} chooses the address that it is counted
 * under. So the header is read from its end, to which each proxy appends its own client, and only
 * as far as the addresses are trusted proxies.
 */
@SingleInstance
public class Proxies {
  private static final System.Logger LOGGER = System.getLogger(Proxies.class.getName());
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  /**
   * The length of the part of an IPv6 address that tells owners apart: an owner has a whole
   * network.
   */
  private static final int NETWORK_BYTES = 8;

  private final List<Network> trusted;
  private final AtomicBoolean warned = new AtomicBoolean();

  @Inject
  public Proxies(Settings settings) {
    this(settings.get(Browsers.PROXIES).orElse(List.of()));
  }

  /**
   * @param trusted addresses and networks of proxies
   */
  Proxies(List<Network> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /** Returns the address of the client. */
  public String client(HttpServletRequest request) {
    String peer = request.getRemoteAddr();
    if (trusted.isEmpty()) {
      warn(request, peer);
      return peer;
    }
    return client(peer, Collections.list(request.getHeaders(FORWARDED_FOR)));
  }

  /** Warns once: behind an unknown proxy, all clients look like one and share its limits. */
  private void warn(HttpServletRequest request, String peer) {
    if (!warned.get()
        && request.getHeader(FORWARDED_FOR) != null
        && warned.compareAndSet(false, true)) {
      LOGGER.log(
          Level.WARNING,
          "X-Forwarded-For from {0} is ignored: if this is your proxy, add it to reddot.proxies;"
              + " until then, all clients behind it count as one address.",
          peer);
    }
  }

  /**
   * @param peer the address that the connection comes from
   * @param forwarded the lines of {@code X-Forwarded-For}
   */
  String client(String peer, List<String> forwarded) {
    String client = peer;
    String[] hops = String.join(",", forwarded).split(",", -1);
    for (int i = hops.length - 1; i >= 0 && isTrusted(client); i--) {
      byte[] hop = Network.bytes(withoutPort(hops[i].trim()));
      if (hop == null) {
        return client; // the last address that a trusted proxy reported
      }
      client = text(hop);
    }
    return client;
  }

  private boolean isTrusted(String address) {
    return Network.anyContains(trusted, address);
  }

  /** Some proxies write {@code 192.0.2.1:4711} and {@code [2001:db8::1]:4711}. */
  private static String withoutPort(String hop) {
    int bracket = hop.indexOf(']');
    if (hop.startsWith("[") && bracket > 0) {
      return hop.substring(1, bracket);
    }
    int colon = hop.indexOf(':');
    return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }

  private static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an IP address", e);
    }
  }

  /** Returns the same text for all addresses of one owner: an IPv4 address, or an IPv6 network. */
  public static String owner(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    byte[] bytes = Network.bytes(address);
    return bytes == null || bytes.length < NETWORK_BYTES
        ? address
        : HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES);
  }
}
