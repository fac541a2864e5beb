package io.reddot.web;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;

/** Bounds the query, and refuses compressed bodies. The container bounds the headers. Stateless. */
final class RequestSize {
  /** A hundred long topic filters; a container may accept less. */
  private static final int QUERY = 64 << 10;

  private static final int PARAMETERS = 256;

  private RequestSize() {}

  /**
   * @throws Problem (414) if the query is too long, (400) if it has too many parameters, (415) if
   *     the body is compressed, because its real size is unknown until it is unpacked
   */
  static void check(HttpServletRequest request) {
    String query = request.getQueryString();
    if (query != null && query.length() > QUERY) {
      throw new Problem(
          414, "The query is too long: at most %,d characters are accepted.".formatted(QUERY));
    }
    if (query != null
        && query.length() >= PARAMETERS
        && query.chars().filter(c -> c == '&').count() >= PARAMETERS) {
      throw Problem.badRequest(
          "The query has too many parameters: at most %d are accepted.".formatted(PARAMETERS));
    }
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      throw new Problem(
          415, "Compressed bodies are not accepted: send it without Content-Encoding.");
    }
  }
}
