package io.reddot.web;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;

/**
 * Refuses bodies that no code reads: those of methods that have none, of requests outside {@code
 * api/}, and of calls that need no token. A body that has arrived does no harm; see {@link
 * UnreadBody}. Stateless.
 */
final class UnexpectedBody {
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT");

  private UnexpectedBody() {}

  /**
   * @throws Problem (400) if a body has yet to arrive
   */
  static void check(HttpServletRequest request) throws IOException {
    boolean asked =
        WITH_BODY.contains(request.getMethod()) && Routes.isApi(request.getServletPath());
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
