package io.reddot.web;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/**
 * Refuses bodies that no code reads: those of methods that have none, of requests outside {@code
 * api/}, and of calls that need no token. A body that has arrived does no harm; see {@link
 * UnreadBody}. Stateless.
 */
final class UnexpectedBody {
  private static final String WITH_BODY = "POST";

  private UnexpectedBody() {}

  /**
   * @throws Problem (400) if a body has yet to arrive
   */
  static void check(HttpServletRequest request) throws IOException {
    boolean asked = request.getMethod().equals(WITH_BODY) && Routes.isApi(request.getServletPath());
    if (!asked) {
      refuse(request);
    }
  }

  /**
   * As {@link #check}, for any method.
   *
   * @throws Problem (400) if a body has yet to arrive
   */
  static void refuse(HttpServletRequest request) throws IOException {
    if (UnreadBody.awaited(request)) {
      throw Problem.badRequest("This request must not have a body.");
    }
  }
}
