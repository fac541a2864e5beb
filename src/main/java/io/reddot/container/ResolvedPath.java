package io.reddot.container;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.UnaryOperator;

/**
 * Returns the decoded path of a request below the context root. Payara ends that path at an escaped
 * semicolon ({@code %3B}), as if a path parameter began there, although the resource receives the
 * whole path. So this class restores the rest. Stateless.
 */
public final class ResolvedPath {
  private ResolvedPath() {}

  /**
   * @param decoder decodes a raw path; throws a {@link Problem} if it is malformed
   */
  public static String of(HttpServletRequest request, UnaryOperator<String> decoder) {
    String info = request.getPathInfo();
    String servlet = request.getServletPath();
    return whole(
        info == null ? servlet : servlet + info,
        request.getContextPath(),
        request.getRequestURI(),
        decoder);
  }

  /**
   * @param resolved the path that the server returned
   * @param uri the path as it was sent
   */
  static String whole(String resolved, String context, String uri, UnaryOperator<String> decoder) {
    if (!uri.contains("%3")) {
      return resolved;
    }
    String sent;
    try {
      sent = decoder.apply(uri);
    } catch (Problem broken) {
      return resolved; // the caller refuses such a path elsewhere
    }
    return sent.startsWith(context + resolved + ";") ? sent.substring(context.length()) : resolved;
  }
}
