package io.reddot.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a browser uses TLS, also with a proxy before this server that reports it. The
 * report makes rules stricter and grants nothing, so any client may send it. Stateless.
 */
public final class Https {
  private Https() {}

  public static boolean isSpoken(HttpServletRequest request) {
    return request.isSecure()
        || "https".equals(first(request.getHeader("X-Forwarded-Proto")))
        || first(request.getHeader("Forwarded")).matches("(.*;)?\\s*proto=\"?https\"?\\s*(;.*)?");
  }

  /** Returns the value of the proxy that the browser is connected to. */
  private static String first(@Nullable String header) {
    return header == null ? "" : header.split(",", 2)[0].trim().toLowerCase(Locale.ROOT);
  }
}
