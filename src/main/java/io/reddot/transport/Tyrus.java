package io.reddot.transport;

import jakarta.websocket.Session;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Payara's WebSockets, where they need to be treated in their own way. Thread-safe. */
public final class Tyrus {
  private static final System.Logger LOGGER = System.getLogger(Tyrus.class.getName());
  private static final String SESSION = "org.glassfish.tyrus.core.TyrusSession";
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  /** Among a socket's user properties: its writer. */
  private static final String WRITER = "reddot.writer";

  private Tyrus() {}

  static boolean isUnder(Session socket) {
    return socket.getClass().getName().equals(SESSION);
  }

  /**
   * Of an open socket, the same each time; on the threads of its endpoint only, for Tyrus keeps a
   * socket's properties for one thread.
   *
   * @return null for the sessions of other implementations, for those with extensions, which may
   *     change a frame, and if this Tyrus is not the one that is known here
   */
  public static @Nullable TyrusWriter writer(Session socket) {
    if (!isUnder(socket) || !socket.getNegotiatedExtensions().isEmpty()) {
      return null;
    }
    TyrusWriter found = known(socket);
    if (found != null) {
      return found;
    }
    try {
      found = TyrusWriter.under(socket.getAsyncRemote());
    } catch (LinkageError e) {
      LOGGER.log(Level.DEBUG, "the writer of Tyrus cannot be seen from here", e);
    }
    if (found != null) {
      socket.getUserProperties().put(WRITER, found);
    } else if (WARNED.compareAndSet(false, true)) {
      LOGGER.log(
          Level.WARNING,
          "This Tyrus is not the one that is known here: WebSocket messages will cost more CPU"
              + " and memory, and clients that leave may disturb others.");
    }
    return found;
  }

  /** Null if nobody has asked for it while the socket was open. */
  static @Nullable TyrusWriter known(Session socket) {
    return (TyrusWriter) socket.getUserProperties().get(WRITER);
  }
}
