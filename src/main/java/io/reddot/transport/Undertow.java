package io.reddot.transport;

import jakarta.websocket.Session;
import java.lang.System.Logger.Level;
import java.nio.channels.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What is under a WebSocket of Undertow's (WildFly), found by name, for there is no API for it.
 * Stateless.
 */
final class Undertow {
  private static final System.Logger LOGGER = System.getLogger(Undertow.class.getName());

  private Undertow() {}

  /**
   * The connection that a socket runs over.
   *
   * @return null if this is another container, or another Undertow
   */
  static @Nullable Channel connection(Session socket) {
    try {
      Object found = socket.getClass().getMethod("getWebSocketChannel").invoke(socket);
      return found instanceof Channel channel ? channel : null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOGGER.log(Level.DEBUG, "no connection under " + socket.getClass(), e);
      return null;
    }
  }
}
