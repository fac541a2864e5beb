package io.reddot.web;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Refuses paths that containers, proxies and clients read in more than one way, so that a call
 * never reaches another topic, user or message than was meant. {@code api/topics/a;x=1/b} would
 * reach {@code a/b}. Names with such characters belong in the query. Stateless.
 */
final class RequestPath {
  private RequestPath() {}

  /**
   * @throws Problem (400) if the path has a parameter, a dot segment or a broken escape
   */
  static void check(HttpServletRequest request) {
    String path = request.getRequestURI();
    if (path.indexOf(';') >= 0) {
      throw Problem.badRequest(
          "The path contains a ';', which begins a path parameter, and none is accepted: write %3B or"
              + " put the name into the query.");
    }
    for (String segment : Escapes.decode("path", path, false).split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        throw Problem.badRequest(
            "The path has a segment '"
                + segment
                + "', which clients and proxies resolve: put the name into the query.");
      }
    }
  }
}
