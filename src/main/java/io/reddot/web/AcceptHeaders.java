package io.reddot.web;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Collections;
import java.util.regex.Pattern;

/**
 * Checks the media types and languages that a request names, as JAX-RS is going to read them.
 * Stateless.
 *
 * <p>Threat: some JAX-RS implementations log a stack trace for each request whose headers they
 * cannot read, so that any client could fill the log.
 */
final class AcceptHeaders {
  /**
   * A weight as in RFC 9110, section 12.4.2, and also {@code .2}, as Java's own client sends it.
   */
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
          throw bad(HttpHeaders.ACCEPT, "a list of media types");
        }
      }
    }
    for (String header : Collections.list(request.getHeaders(HttpHeaders.ACCEPT_LANGUAGE))) {
      for (String language : header.split(",", -1)) {
        if (!LANGUAGE.matcher(language.trim()).matches()) {
          throw bad(HttpHeaders.ACCEPT_LANGUAGE, "a list of languages");
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
    } catch (RuntimeException e) { // each implementation throws its own
      return false;
    }
  }

  private static Problem bad(String header, String what) {
    return Problem.badRequest("The header " + header + " cannot be read: it must be " + what + ".");
  }
}
