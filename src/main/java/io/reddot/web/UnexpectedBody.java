package io.reddot.web;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/**
 * Refuses bodies where nobody reads any: with methods that have none, outside {@code api/}, and at
 * the doors that are open to everybody. One that is there already does no harm; see {@link
 * UnreadBody}. Stateless.
 */
final class UnexpectedBody {
  private static final String WITH_BODY = "POST";

  private UnexpectedBody() {}

  /**
   * @throws Problem (400) if there is one
   */
  static void check(HttpServletRequest request) throws IOException {
    boolean asked = request.getMethod().equals(WITH_BODY) && Routes.isApi(request.getServletPath());
    if (!asked) {
      refuse(request);
    }
  }

  /**
   * Whatever the method is.
   *
   * @throws Problem (400) if there is one
   */
  static void refuse(HttpServletRequest request) throws IOException {
    if (UnreadBody.awaited(request)) {
      throw Problem.badRequest("A body is not taken here: send none.");
    }
  }
}
