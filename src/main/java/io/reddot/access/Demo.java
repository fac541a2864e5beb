package io.reddot.access;

import io.reddot.config.Access;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.message.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Demo mode, which admits clients without a token. By default it admits only clients on the
 * server's own machine. The JSP pages know this bean as {@code demo}. Immutable.
 *
 * <p>Threat: demo mode is left on, and strangers reach the server. A proxy on the same machine
 * makes every client appear local. Proxies name their client in a header, so a request with any
 * such header does not count as local. An attacker's host name may lead to this machine (DNS
 * rebinding). The browser then names that host, so the {@code Host} must be local, too. A proxy
 * that passes bytes on and adds no header is not detected.
 */
@Named("demo")
@SingleInstance
public class Demo {
  private static final System.Logger LOGGER = System.getLogger(Demo.class.getName());

  private static final List<String> FORWARDED =
      List.of(
          "Forwarded",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Real-IP",
          "Via");

  private static final Pattern LOCAL =
      Pattern.compile("(?i)(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

  private final boolean on;
  private final boolean remote;

  @Inject
  public Demo(Settings settings) {
    this(settings.get(Access.DEMO), settings.get(Access.DEMO_REMOTE));
    if (on) {
      LOGGER.log(
          Level.WARNING,
          "Red Dot runs in demo mode: anyone "
              + (remote ? "who reaches it" : "on this machine")
              + " gets a token for any user. Unset reddot.demo before you use it in production.");
    }
  }

  Demo(boolean on, boolean remote) {
    this.on = on;
    this.remote = remote;
  }

  public boolean isOn() {
    return on;
  }

  /** Whether clients on other machines are admitted, too. */
  public boolean isRemote() {
    return remote;
  }

  /** Whether the client that makes this request needs no token. */
  public boolean admits(HttpServletRequest request) {
    return on && (remote || local(request));
  }

  /** Whether the client at the other end of a connection needs no token. */
  public boolean admits(InetAddress peer) {
    return on && (remote || peer.isLoopbackAddress());
  }

  /**
   * @throws Problem (404) outside demo mode, (403) if demo mode does not admit this caller
   */
  void check(HttpServletRequest request) {
    if (!on) {
      throw Problem.notFound("This site issues no demo tokens because it is not in demo mode.");
    }
    if (!admits(request)) {
      throw Problem.forbidden(
          "Demo tokens are issued only to callers on the server's own machine that use no proxy;"
              + " set reddot.demo.remote=true to issue them to everyone.");
    }
  }

  private static boolean local(HttpServletRequest request) {
    String host = request.getHeader("Host");
    try {
      return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()
          && FORWARDED.stream().allMatch(header -> request.getHeader(header) == null)
          && (host == null || LOCAL.matcher(host).matches());
    } catch (UnknownHostException e) {
      return false; // not an address, so not a local one
    }
  }
}
