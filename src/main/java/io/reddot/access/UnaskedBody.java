package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/**
 * Refuses bodies where nobody reads any: with methods that have none, and outside {@code api/}. One
 * that is there already does no harm; see {@link UnreadBody}. Stateless.
 */
final class UnaskedBody {
  private static final String WITH_BODY = "POST";

  private UnaskedBody() {}

  /**
   * @throws Problem (400) if there is one
   */
  static void check(HttpServletRequest request) throws IOException {
    boolean asked =
        request.getMethod().equals(WITH_BODY) && request.getServletPath().startsWith("/api");
    if (!asked && UnreadBody.awaited(request)) {
      throw Problem.badRequest("A body is not taken here: send none.");
    }
  }
}
