package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where a request may carry its token or ticket: header, parameter, cookie, in this order. */
final class Credentials {
  static final String COOKIE = "reddot-token";
  private static final String BEARER = "Bearer ";

  private Credentials() {}

  /** The one that wins; null if there is none. */
  static @Nullable Credential of(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return new Credential(header.substring(BEARER.length()).trim(), false);
    }
    Query query = Query.parse(request.getQueryString());
    String token = query.first("token");
    String parameter = token == null ? query.first("ticket") : token;
    if (parameter != null) {
      return new Credential(parameter, false);
    }
    String cookie = cookie(request);
    return cookie != null && !crossSite(request) ? new Credential(cookie, true) : null;
  }

  static Problem missing() {
    return Problem.unauthorized(
        "A token is needed: send it as 'Authorization: Bearer …', as the parameter 'token' (or a"
            + " ticket as 'ticket') or as the cookie '"
            + COOKIE
            + "'.");
  }

  private static @Nullable String cookie(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(COOKIE)) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  /**
   * Browsers send cookies along with what other sites make them send (CSRF, cross-site WebSocket
   * hijack), but then they name the other site's origin.
   */
  private static boolean crossSite(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return false;
    }
    String host = request.getHeader("Host"); // HTTP/1.0 needs none
    try {
      return host == null || !host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}
