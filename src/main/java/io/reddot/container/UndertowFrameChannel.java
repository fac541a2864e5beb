package io.reddot.container;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A channel that also closes the connection of an Undertow session.
 *
 * <p>If the client's close frame has arrived but was not read when the session is closed, Undertow
 * 2.3.23 sends nothing, and both sides wait for each other. So the connection is closed after
 * {@link EndpointChannel#PATIENCE}. There is no API for that; the connection is found by
 * reflection. Thread-safe.
 */
final class UndertowFrameChannel extends StandardFrameChannel {
  private static final System.Logger LOGGER =
      System.getLogger(UndertowFrameChannel.class.getName());

  private final Timer timer;

  UndertowFrameChannel(Session socket, Timer timer) {
    super(socket);
    this.timer = timer;
  }

  @Override
  public void close(CloseReason reason) {
    super.close(reason);
    Channel connection = connection(socket);
    if (connection != null) {
      var unused = timer.after(PATIENCE, () -> cut(connection));
    }
  }

  /** Returns null if this version of Undertow is unknown. */
  private static @Nullable Channel connection(Session socket) {
    try {
      Object found = socket.getClass().getMethod("getWebSocketChannel").invoke(socket);
      return found instanceof Channel channel ? channel : null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOGGER.log(Level.DEBUG, "no connection under " + socket.getClass(), e);
      return null;
    }
  }

  private static void cut(Channel connection) {
    try {
      if (connection.isOpen()) {
        connection.close();
      }
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "a client disconnected before its socket was closed", e);
    }
  }
}
