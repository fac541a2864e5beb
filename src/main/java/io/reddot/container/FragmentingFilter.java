package io.reddot.container;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;

/**
 * Fragments the frames of WebSockets that upgrade by the servlet API, as Payara's do. Undertow
 * already passes on parts of frames. Mapped in {@code web.xml} to each WebSocket. Thread-safe.
 *
 * <p>Threat: Tyrus 2.1 buffers each frame until it is complete, up to 4 MB, in memory that no limit
 * counts. It keeps the buffers, at their largest size, while the socket is open. It also accepts
 * frames without a mask.
 */
public class FragmentingFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(new FragmentingRequest(request), response);
  }

  private static final class FragmentingRequest extends HttpServletRequestWrapper {
    FragmentingRequest(HttpServletRequest request) {
      super(request);
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type)
        throws IOException, ServletException {
      T handler;
      try {
        handler = type.getDeclaredConstructor().newInstance();
      } catch (ReflectiveOperationException e) {
        throw new ServletException("the container's upgrade handler cannot be made", e);
      }
      super.upgrade(FragmentingUpgrade.class).before(handler);
      return handler;
    }
  }
}
