package io.reddot.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The weights that {@code Accept-Encoding} gives to our content codings (RFC 9110, section 12.5.3).
 * A weight of zero means that the client does not ask for the coding. Immutable.
 */
record AcceptEncoding(double gzip, double identity) {
  private static final Pattern CODING =
      Pattern.compile("([^\\s;]+)(?:\\s*;\\s*[qQ]=(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?))?");

  static AcceptEncoding of(HttpServletRequest request) {
    return parse(String.join(",", Collections.list(request.getHeaders("Accept-Encoding"))));
  }

  /** Ignores codings that are malformed. */
  static AcceptEncoding parse(String header) {
    Map<String, Double> weights = new HashMap<>();
    for (String coding : header.split(",", -1)) {
      Matcher parts = CODING.matcher(coding.strip());
      if (parts.matches()) {
        String weight = parts.group(2);
        weights.put(
            parts.group(1).toLowerCase(Locale.ROOT),
            weight == null ? 1 : Double.parseDouble(weight));
      }
    }
    double others = weights.getOrDefault("*", 0.0);
    double gzip = weights.getOrDefault("gzip", weights.getOrDefault("x-gzip", others));
    return new AcceptEncoding(gzip, weights.getOrDefault("identity", others));
  }

  /** A client that gives both codings the same weight gets the shorter representation. */
  boolean prefersGzip() {
    return gzip > 0 && gzip >= identity;
  }
}
