package io.reddot.transport;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;

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
  private ScheduledThreadPoolExecutor clock;

  @PostConstruct
  void open() {
    clock = new ScheduledThreadPoolExecutor(1, factory, new DiscardPolicy());
    clock.setKeepAliveTime(30, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Begins it, once a socket. Whatever its client says from now on is to be ignored. */
  public void begin(Session socket, CloseReason reason) {
    try {
      TyrusWriter writer = Tyrus.writer(socket);
      if (writer == null) {
        socket.close(reason);
      } else if (writer.writeLast(Frame.close(reason))) {
        Future<?> unused =
            clock.schedule(
                () -> hangUp(socket, reason), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "the client left first", e);
    }
  }

  /** To be told by each endpoint's OnClose, first of all. */
  public static void over(Session socket) {
    TyrusWriter writer = Tyrus.known(socket);
    if (writer != null) {
      writer.end();
    }
  }

  private static void hangUp(Session socket, CloseReason reason) {
    try {
      socket.close(reason);
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "the client has left", e);
    }
  }

  /** The container closes what is still open. */
  @PreDestroy
  void close() {
    clock.shutdown();
  }
}
