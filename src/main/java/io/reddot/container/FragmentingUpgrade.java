package io.reddot.container;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;

/**
 * Wraps the upgrade handler of WebSockets that upgrade by the servlet API, as Payara's do, so that
 * it reads through a {@link FrameFragmenter}. Undertow passes on the parts of a frame by itself.
 * Created by the container; for the thread of a handshake, and immutable afterwards.
 *
 * <p>Threat: Tyrus 2.1 buffers each frame until it is complete, up to 4 MB, and nothing counts or
 * bounds that memory. It keeps the buffers, at their largest size, for as long as the socket is
 * open. It also accepts frames without a mask.
 */
public class FragmentingUpgrade implements HttpUpgradeHandler {
  /** Set before the container opens the connection. */
  @SuppressWarnings("NullAway.Init")
  private HttpUpgradeHandler behind;

  /**
   * Upgrades a request to a handler of this type, which reads fragments.
   *
   * @param request the container's request
   */
  public static <T extends HttpUpgradeHandler> T of(HttpServletRequest request, Class<T> type)
      throws IOException, ServletException {
    T handler;
    try {
      handler = type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new ServletException("cannot create the container's upgrade handler", e);
    }
    request.upgrade(FragmentingUpgrade.class).behind = handler;
    return handler;
  }

  @Override
  public void init(WebConnection connection) {
    try {
      behind.init(new Fragmented(connection));
    } catch (IOException e) {
      behind.init(connection); // fails in the same way, and logs the failure
    }
  }

  @Override
  public void destroy() {
    behind.destroy();
  }

  // The interface lets close() throw anything, even an InterruptedException.
  @SuppressWarnings("try")
  private static final class Fragmented implements WebConnection {
    private final WebConnection connection;
    private final ServletInputStream in;

    Fragmented(WebConnection connection) throws IOException {
      this.connection = connection;
      this.in = new FragmentingInput(connection.getInputStream());
    }

    @Override
    public ServletInputStream getInputStream() {
      return in;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
      return connection.getOutputStream();
    }

    @Override
    public void close() throws Exception {
      connection.close();
    }
  }
}
