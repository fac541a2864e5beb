package io.reddot.container;

import jakarta.websocket.Session;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Payara, with Tyrus for its WebSockets. Stateless but for the warning that is logged once. */
final class Payara implements Server {
  private static final System.Logger LOGGER = System.getLogger(Payara.class.getName());
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  @Override
  public boolean made(Session socket) {
    return socket.getClass().getName().equals("org.glassfish.tyrus.core.TyrusSession");
  }

  @Override
  public boolean awaitsCloseFrames() {
    return true;
  }

  @Override
  public EndpointChannel open(Session socket, Timer timer) {
    TyrusIdleTimer.remove(socket);
    TyrusWriter writer = writer(socket);
    return writer == null
        ? new StandardFrameChannel(socket)
        : new TyrusFrameChannel(socket, writer, timer);
  }

  /**
   * Finds the writer of an open socket.
   *
   * @return null for sockets with extensions, which may change a frame, and if this Tyrus is not
   *     the one that is known here
   */
  private static @Nullable TyrusWriter writer(Session socket) {
    if (!socket.getNegotiatedExtensions().isEmpty()) {
      return null;
    }
    TyrusWriter found = null;
    try {
      found = TyrusWriter.under(socket.getAsyncRemote());
    } catch (LinkageError e) {
      LOGGER.log(Level.DEBUG, "the writer of Tyrus is not visible to this application", e);
    }
    if (found == null && WARNED.compareAndSet(false, true)) {
      LOGGER.log(
          Level.WARNING,
          "This version of Tyrus is unknown: WebSocket messages cost more CPU and memory, and"
              + " clients that leave may disturb others.");
    }
    return found;
  }
}
