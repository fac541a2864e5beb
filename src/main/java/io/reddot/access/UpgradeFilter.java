package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Lets WebSocket handshakes through at the doors that are there for them, written as they are, and
 * without a body. Mapped in {@code web.xml} before everything else. Thread-safe.
 *
 * <p>Threats: Undertow finds an endpoint by other spellings of its address, too ({@code
 * //api/websocket}), for which the door is not asked; and it opens the socket of a handshake with a
 * body where nothing of the application can be found, the endpoint neither.
 */
public class UpgradeFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!handshake(request)) {
      chain.doFilter(request, response);
    } else if (!ApiFilter.is(request, "websocket") && !ApiFilter.is(request, "mqtt")) {
      refuse(request, response, Problem.notFound("There is no WebSocket here."));
    } else if (withBody(request)) {
      refuse(
          request, response, Problem.badRequest("A WebSocket's handshake has no body: send none."));
    } else {
      chain.doFilter(request, response);
    }
  }

  /** Or what a container may take for one. */
  private static boolean handshake(HttpServletRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
        || request.getHeader("Sec-WebSocket-Key") != null
        || request.getHeader("Sec-WebSocket-Version") != null;
  }

  private static boolean withBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }

  private static void refuse(
      HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    ApiFilter.answer(response, problem);
    UnreadBody.discard(request, response);
  }
}
