package io.reddot.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a browser uses TLS, with this server or with a proxy in front of it that reports
 * TLS. The report only makes rules stricter, so it does no harm that any client can send it.
 * Stateless.
 */
public final class Https {
  private Https() {}

  public static boolean isSpoken(HttpServletRequest request) {
    return request.isSecure()
        || "https".equals(first(request.getHeader("X-Forwarded-Proto")))
        || first(request.getHeader("Forwarded")).matches("(.*;)?\\s*proto=\"?https\"?\\s*(;.*)?");
  }

  /** Returns the first value, which the proxy that the browser is connected to has added. */
  private static String first(@Nullable String header) {
    return header == null ? "" : header.split(",", 2)[0].trim().toLowerCase(Locale.ROOT);
  }
}
