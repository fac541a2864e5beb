package io.reddot.container;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Opens and closes the channels of all WebSockets. Each endpoint passes its events on to it.
 * Thread-safe, but an endpoint must call it on the thread on which the server called the endpoint:
 * Tyrus' user properties are not thread-safe.
 */
@ApplicationScoped
public class FrameChannels {
  private static final System.Logger LOGGER = System.getLogger(FrameChannels.class.getName());

  /** The user property of a socket that holds its channel. */
  private static final String CHANNEL = "reddot.channel";

  private static final Duration PATIENCE = EndpointChannel.PATIENCE.plusSeconds(1);

  @Inject private Threads threads;
  private Timer timer;
  private volatile boolean awaitsCloseFrames;

  @PostConstruct
  void start() {
    timer = threads.timer("reddot-closing");
  }

  /**
   * Opens the channel of a socket; must be called first in {@code OnOpen}. Disables the server's
   * idle timeout, because sessions have heartbeats.
   */
  public FrameChannel open(Session socket) {
    Server server = Servers.of(socket);
    if (server.awaitsCloseFrames()) {
      awaitsCloseFrames = true;
    }
    EndpointChannel channel = server.open(socket, timer);
    socket.setMaxIdleTimeout(0);
    socket.getUserProperties().put(CHANNEL, channel);
    return channel;
  }

  /** Begins the closing handshake of an open socket. */
  public void close(Session socket, CloseReason reason) {
    if (socket.getUserProperties().get(CHANNEL) instanceof EndpointChannel channel) {
      channel.close(reason);
    }
  }

  /** Ends the channel of a closed socket; must be called first in {@code OnClose}. */
  public void closed(Session socket) {
    if (socket.getUserProperties().get(CHANNEL) instanceof EndpointChannel channel) {
      channel.closed();
    }
  }

  /** Closes a socket whose {@code OnError} was called: the connection is unusable. */
  public void failed(Session socket, Throwable cause) {
    LOGGER.log(Level.DEBUG, "a WebSocket failed", cause);
    EndpointChannel.closeSocket(socket, new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
  }

  @PreDestroy
  void end() {
    if (awaitsCloseFrames) {
      boolean unused = timer.close(PATIENCE);
    } else {
      timer.close();
    }
  }
}
