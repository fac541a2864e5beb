package io.reddot.transport;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends WebSockets from our side (RFC 6455, section 7.1.2).
 *
 * <p>On Payara 6.2025.10 that is a trap. Tyrus does not wait for the client's answer, but gives the
 * request of the handshake away as soon as its close frame is written; and Grizzly does not mind
 * when that request is still in use, because its client leaves at the same moment or the handshake
 * has hardly been answered: it is run a second time, perhaps as somebody else's by then. Of a
 * thousand MQTT clients that were refused and left, ten filled the log, and one of ten thousand
 * others was never answered. So there we only write the close frame; the client answers it, and
 * Tyrus ends the connection on the thread that reads from it, where nothing else can happen to it.
 * Who has not answered after {@link #PATIENCE} is hung up on. Thread-safe.
 */
@ApplicationScoped
public class ClosingHandshake {
  private static final System.Logger LOGGER = System.getLogger(ClosingHandshake.class.getName());

  /** As long as browsers wait for the other side, more or less. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Resource private ManagedThreadFactory factory;

  /** Of its own: who has answered is taken out, and the end waits until it is empty. */
  private ScheduledThreadPoolExecutor clock;

  /** Those that are to answer yet, and what hangs up on them. */
  private final Map<Session, Future<?>> begun = new ConcurrentHashMap<>();

  @PostConstruct
  void open() {
    clock = new ScheduledThreadPoolExecutor(1, factory, new DiscardPolicy());
    clock.setKeepAliveTime(30, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
    clock.setRemoveOnCancelPolicy(true);
  }

  /**
   * Begins it, once a socket. Whatever its client says from now on is to be ignored.
   *
   * @param writer the socket's, {@link Tyrus#writer}
   */
  public void begin(Session socket, @Nullable TyrusWriter writer, CloseReason reason) {
    if (writer == null) {
      hangUp(socket, reason);
      cutLater(socket);
    } else if (writer.writeLast(Frame.close(reason))) {
      begun.put(
          socket,
          clock.schedule(() -> hangUp(socket, reason), PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  /** To be told by each endpoint's OnClose, first of all. */
  public void over(Session socket) {
    TyrusWriter writer = Tyrus.known(socket);
    if (writer != null) {
      writer.end();
    }
    Future<?> hangUp = begun.remove(socket);
    if (hangUp != null) {
      hangUp.cancel(false);
    }
  }

  /** To be told by each endpoint's OnError: the connection is of no use any more. */
  public void failed(Session socket, Throwable cause) {
    LOGGER.log(Level.DEBUG, "a WebSocket failed", cause);
    hangUp(socket, new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
  }

  private void hangUp(Session socket, CloseReason reason) {
    begun.remove(socket);
    try {
      socket.close(reason);
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "the client left first", e);
    }
  }

  /**
   * Undertow 2.3.23 says nothing at all if its client's close frame has come and was not looked at
   * yet when the session is closed; then both sides wait for the other.
   */
  private void cutLater(Session socket) {
    Channel connection = Undertow.connection(socket);
    if (connection != null) {
      // An application that goes need not wait for that.
      clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
      var unused =
          clock.schedule(() -> cut(connection), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static void cut(Channel connection) {
    try {
      if (connection.isOpen()) {
        connection.close();
      }
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "the client left first", e);
    }
  }

  /** Nobody closes them for us when an application goes and the server stays. */
  @PreDestroy
  void close() {
    clock.shutdown();
    try {
      if (clock.awaitTermination(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container has no more time for us
    }
    clock.shutdownNow();
  }
}
