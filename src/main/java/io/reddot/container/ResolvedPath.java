package io.reddot.container;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.UnaryOperator;

/**
 * The path below the context root that the server has found, decoded. Payara ends it where an
 * escaped semicolon is ({@code %3B}), as if a parameter began there, although the resource that it
 * calls gets all of it. So the rest is put back. Stateless.
 */
public final class ResolvedPath {
  private ResolvedPath() {}

  /**
   * @param decoder decodes the path as it was sent; throws a {@link Problem} if it cannot be
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
   * @param resolved what the server has found
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
