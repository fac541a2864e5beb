package io.reddot.web;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Collections;
import java.util.regex.Pattern;

/**
 * What media types and languages a request names, read as JAX-RS is going to. Stateless.
 *
 * <p>Threat: some JAX-RS log a stack trace for each request whose headers they cannot read, so that
 * any client fills the log.
 */
final class AcceptHeaders {
  /** A preference, as RFC 9110 (12.4.2) has it; {@code .2} is what Java itself sends. */
  private static final String WEIGHT = "(0?\\.\\d{1,9}|[01](\\.0{0,9})?|0\\.\\d{0,9})";

  private static final Pattern Q = Pattern.compile(WEIGHT);

  private static final Pattern LANGUAGE =
      Pattern.compile("[\\w*-]{0,99}(\\s*;\\s*q=" + WEIGHT + ")?");

  private AcceptHeaders() {}

  /**
   * @throws Problem (400) that names the header that cannot be read
   */
  static void check(HttpServletRequest request) {
    for (String header : Collections.list(request.getHeaders(HttpHeaders.ACCEPT))) {
      for (String type : header.split(",", -1)) {
        if (!type.isEmpty() && !isType(type.trim())) {
          throw bad(HttpHeaders.ACCEPT, "media types");
        }
      }
    }
    for (String header : Collections.list(request.getHeaders(HttpHeaders.ACCEPT_LANGUAGE))) {
      for (String language : header.split(",", -1)) {
        if (!LANGUAGE.matcher(language.trim()).matches()) {
          throw bad(HttpHeaders.ACCEPT_LANGUAGE, "languages");
        }
      }
    }
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && !isType(type)) {
      throw bad(HttpHeaders.CONTENT_TYPE, "a media type");
    }
  }

  private static boolean isType(String text) {
    try {
      String weight = MediaType.valueOf(text).getParameters().get("q");
      return !text.isEmpty() && (weight == null || Q.matcher(weight).matches());
    } catch (RuntimeException e) { // each implementation has its own
      return false;
    }
  }

  private static Problem bad(String header, String what) {
    return Problem.badRequest("The header " + header + " does not name " + what + ".");
  }
}
