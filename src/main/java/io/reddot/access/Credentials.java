package io.reddot.access;

import io.reddot.message.Problem;
import io.reddot.web.Query;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Finds the token or ticket of a request. The header takes precedence over the parameter, and the
 * parameter over the cookie. Stateless.
 */
final class Credentials {
  static final String COOKIE = "reddot-token";
  private static final String BEARER = "Bearer ";

  private Credentials() {}

  /** Returns the credential that takes precedence; null if there is none. */
  static @Nullable Credential of(HttpServletRequest request) {
    String header = bearer(request);
    if (header != null) {
      return new Credential(header, false);
    }
    Query query = Query.parse(request.getQueryString());
    String token = query.first("token");
    String parameter = token == null ? query.first("ticket") : token;
    if (parameter != null) {
      return new Credential(parameter, false);
    }
    String cookie = cookie(request);
    return cookie == null ? null : new Credential(cookie, true);
  }

  static Problem missing() {
    return Problem.unauthorized(
        "A token is needed: send it as 'Authorization: Bearer …', as the parameter 'token' or as the"
            + " cookie '"
            + COOKIE
            + "', or send a ticket as the parameter 'ticket'.");
  }

  /** Returns the token of the header {@code Authorization}; null if there is none. */
  static @Nullable String bearer(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).trim()
        : null;
  }

  /**
   * Returns the key that follows the cursor in the event id that a client sends when it reconnects;
   * null if there is none.
   */
  static @Nullable String streamKey(HttpServletRequest request) {
    return Remembered.of(
            request.getHeader(Remembered.HEADER), Query.parse(request.getQueryString()))
        .stream()
        .filter(id -> id.indexOf(Tickets.MARK) >= 0)
        .map(id -> id.substring(id.indexOf(Tickets.MARK) + 1))
        .findFirst()
        .orElse(null);
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
}
