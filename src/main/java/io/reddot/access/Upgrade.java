package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Lets WebSocket handshakes through at the doors that are there for them, written as they are, and
 * without a body. Stateless.
 *
 * <p>Threats: Undertow finds an endpoint by other spellings of its address, too ({@code
 * //api/websocket}), for which the door is not asked; and it opens the socket of a handshake with a
 * body where nothing of the application can be found, the endpoint neither.
 */
final class Upgrade {
  private Upgrade() {}

  /**
   * @throws Problem (404, 400) if this is a handshake, and none that can be
   */
  static void check(HttpServletRequest request) {
    if (!isHandshake(request)) {
      return;
    }
    if (!ApiFilter.is(request, "websocket") && !ApiFilter.is(request, "mqtt")) {
      throw Problem.notFound("There is no WebSocket here.");
    }
    if (withBody(request)) {
      throw Problem.badRequest("A WebSocket's handshake has no body: send none.");
    }
  }

  /** Or what a container may take for one. */
  static boolean isHandshake(HttpServletRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
        || request.getHeader("Sec-WebSocket-Key") != null
        || request.getHeader("Sec-WebSocket-Version") != null;
  }

  private static boolean withBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }
}
