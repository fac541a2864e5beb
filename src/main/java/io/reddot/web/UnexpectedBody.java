package io.reddot.web;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/**
 * Refuses bodies that no code reads: with methods that have none, outside {@code api/}, and in
 * calls that need no token. A body that has arrived does no harm; see {@link UnreadBody}.
 * Stateless.
 */
final class UnexpectedBody {
  private static final String WITH_BODY = "POST";

  private UnexpectedBody() {}

  /**
   * @throws Problem (400) if a body is to come
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
   * @throws Problem (400) if a body is to come
   */
  static void refuse(HttpServletRequest request) throws IOException {
    if (UnreadBody.awaited(request)) {
      throw Problem.badRequest("A body is not taken here: send none.");
    }
  }
}
