package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/**
 * Checks requests whose credential the browser has added by itself: a cookie, or the credential by
 * which the container knows the user.
 *
 * <p>Threat: another site makes the browser send such a request (by a form, a link or a frame), and
 * the browser adds the credential. The other site cannot make the browser add a header of ours
 * without asking us first (CORS). Where the browser sends no {@code Origin}, as in navigations,
 * {@code Sec-Fetch-Site} still reveals the other site. Stateless.
 */
final class Csrf {
  /** The header that our pages add. Any value will do; its presence is what counts. */
  static final String HEADER = "X-Reddot-CSRF";

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /** Requests of our own pages, and addresses that the user has typed. */
  private static final Set<String> HERE = Set.of("same-origin", "none");

  private Csrf() {}

  /**
   * Accepts requests from our own pages, from listed pages and from clients that are not browsers.
   *
   * @throws Problem (403) if another site may have made the browser send the request
   */
  static void check(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    // The door has already refused every Origin except our own and the listed ones.
    if (site != null && !HERE.contains(site) && request.getHeader("Origin") == null) {
      throw Problem.forbidden(
          "Another site made the browser send this request, so its cookie is not accepted: send a"
              + " token.");
    }
    if (!SAFE.contains(request.getMethod()) && request.getHeader(HEADER) == null) {
      throw Problem.forbidden(
          "A request that is authenticated by a cookie must have the header '"
              + HEADER
              + "', with any value, to show that no other site made the browser send it.");
    }
  }
}
