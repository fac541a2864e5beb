package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/**
 * What is asked of requests whose credential the browser has sent by itself: a cookie, or what the
 * container knows the user by.
 *
 * <p>Threat: another site makes the browser send such a request (by a form, a link, a frame), and
 * the browser adds the credential. It cannot make it add a header of ours without asking us first
 * (CORS), nor hide from {@code Sec-Fetch-Site} that it is another site, where the browser names no
 * {@code Origin}, as in navigations. Stateless.
 */
final class Csrf {
  /** Any value will do; that it is there is the point. */
  static final String HEADER = "X-Reddot-CSRF";

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /** The page itself, or the user, who typed the address. */
  private static final Set<String> HERE = Set.of("same-origin", "none");

  private Csrf() {}

  /**
   * Passes a request that our own or a listed page makes, or no browser.
   *
   * @throws Problem (403) if another site may have made the browser send it
   */
  static void check(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    // The door has let no Origin pass but our own and listed ones.
    if (site != null && !HERE.contains(site) && request.getHeader("Origin") == null) {
      throw Problem.forbidden(
          "Another site made the browser send this: a cookie does not count here. Send a token.");
    }
    if (!SAFE.contains(request.getMethod()) && request.getHeader(HEADER) == null) {
      throw Problem.forbidden(
          "With a cookie this needs the header '"
              + HEADER
              + "', whatever its value: it shows that a page of ours sends it.");
    }
  }
}
