package io.reddot.web;

import io.reddot.container.Servers;
import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Enumeration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Admits WebSocket handshakes only at the endpoints' own addresses, spelled exactly, and without a
 * body. Stateless.
 *
 * <p>Threats: a container may find an endpoint by other spellings of its address ({@code
 * //api/websocket}), for which the door does not require a caller; and it may open the socket of a
 * handshake with a body on a thread that does not find the application's classes.
 */
final class WebSocketUpgrade {
  private static final String VERSION = "13";

  /** The last character before the padding holds two bits. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");

  private WebSocketUpgrade() {}

  /**
   * @throws Problem (404, 400, 426) if this is a handshake that cannot succeed
   */
  static void check(Exchange request) {
    if (!isHandshake(request)) {
      return;
    }
    Route route = request.route();
    if (route == null || route.form() != Route.Form.WEBSOCKET || !route.spelled(request)) {
      throw Problem.notFound("There is no WebSocket at this address.");
    }
    if (withBody(request)) {
      throw Problem.badRequest("A WebSocket handshake must not have a body.");
    }
    checkFields(request, request.response());
  }

  /** RFC 6455, section 4.2.1; no container checks all of it. */
  private static void checkFields(HttpServletRequest request, HttpServletResponse response) {
    boolean asked =
        "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
            && names(request.getHeaders("Connection"), "upgrade");
    if (!request.getMethod().equals("GET") || !asked) {
      throw Problem.badRequest(
          "A WebSocket handshake must be a GET with 'Upgrade: websocket' and 'Connection: Upgrade'.");
    }
    if (!VERSION.equals(only(request, "Sec-WebSocket-Version"))) {
      response.setHeader("Sec-WebSocket-Version", VERSION);
      if (Servers.of(request.getServletContext()).answersUpgradeWithBody()) {
        response.setHeader("Upgrade", "websocket");
      }
      throw new Problem(426, "Only version 13 of the WebSocket protocol (RFC 6455) is supported.");
    }
    String key = only(request, "Sec-WebSocket-Key");
    if (key == null || !KEY.matcher(key.strip()).matches()) {
      throw Problem.badRequest(
          "A WebSocket handshake must have one Sec-WebSocket-Key: 16 bytes in Base64.");
    }
  }

  private static @Nullable String only(HttpServletRequest request, String header) {
    Enumeration<String> values = request.getHeaders(header);
    String first = values.hasMoreElements() ? values.nextElement() : null;
    return values.hasMoreElements() ? null : first;
  }

  /** Whether a header that is a list contains a token. */
  private static boolean names(Enumeration<String> headers, String token) {
    while (headers.hasMoreElements()) {
      for (String each : headers.nextElement().split(",", -1)) {
        if (each.strip().equalsIgnoreCase(token)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a request is a handshake, or a container may take it for one. */
  static boolean isHandshake(HttpServletRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
        || request.getHeader("Sec-WebSocket-Key") != null
        || request.getHeader("Sec-WebSocket-Version") != null;
  }

  private static boolean withBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }
}
