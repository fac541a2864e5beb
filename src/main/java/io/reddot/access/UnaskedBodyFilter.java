package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Refuses bodies where nobody reads any: with methods that have none, and outside {@code api/}. One
 * that is there already does no harm. Mapped in {@code web.xml} before everything else; see {@link
 * UnreadBody}. Thread-safe.
 */
public class UnaskedBodyFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String WITH_BODY = "POST";

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean asked =
        request.getMethod().equals(WITH_BODY) && request.getServletPath().startsWith("/api");
    if (asked || !UnreadBody.awaited(request)) {
      chain.doFilter(request, response);
      return;
    }
    ApiFilter.answer(response, Problem.badRequest("A body is not taken here: send none."));
    UnreadBody.discard(request, response);
  }
}
