package io.reddot.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a browser speaks TLS, be it with a proxy before us, as that says. Nothing is granted for
 * it: it makes rules stricter, so anybody may say it. Stateless.
 */
public final class Https {
  private Https() {}

  public static boolean isSpoken(HttpServletRequest request) {
    return request.isSecure()
        || "https".equals(first(request.getHeader("X-Forwarded-Proto")))
        || first(request.getHeader("Forwarded")).matches("(.*;)?\\s*proto=\"?https\"?\\s*(;.*)?");
  }

  /** The word of the proxy that the browser speaks with. */
  private static String first(@Nullable String header) {
    return header == null ? "" : header.split(",", 2)[0].trim().toLowerCase(Locale.ROOT);
  }
}
