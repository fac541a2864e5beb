package io.reddot.container;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;

/**
 * Wraps the upgrade handler of Payara's WebSockets, so that it reads through a {@link
 * FrameFragmenter}. Made by the container; for the thread of a handshake, and then immutable.
 */
public class FragmentingUpgrade implements HttpUpgradeHandler {
  /** Set before the container opens the connection. */
  @SuppressWarnings("NullAway.Init")
  private HttpUpgradeHandler behind;

  void before(HttpUpgradeHandler handler) {
    behind = handler;
  }

  @Override
  public void init(WebConnection connection) {
    try {
      behind.init(new Fragmented(connection));
    } catch (IOException e) {
      behind.init(connection); // which fails in the same way, and logs it
    }
  }

  @Override
  public void destroy() {
    behind.destroy();
  }

  @SuppressWarnings("try") // the interface lets close() throw anything, interruptions, too
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
