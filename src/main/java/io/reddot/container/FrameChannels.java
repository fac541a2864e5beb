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
 * Opens the way out of each WebSocket, and ends it. Each endpoint tells here what the server tells
 * it. Thread-safe, but an endpoint's calls come on the threads that the server calls it on: Tyrus
 * keeps a socket's properties for one thread.
 */
@ApplicationScoped
public class FrameChannels {
  private static final System.Logger LOGGER = System.getLogger(FrameChannels.class.getName());

  /** Among a socket's user properties: its channel. */
  private static final String CHANNEL = "reddot.channel";

  private static final Duration PATIENCE = EndpointChannel.PATIENCE.plusSeconds(1);

  @Inject private Threads threads;
  private Timer timer;
  private volatile boolean awaitsCloseFrames;

  @PostConstruct
  void start() {
    timer = threads.timer("reddot-closing");
  }

  /** Opens the channel of a socket, first of all in {@code OnOpen}; heartbeats are ours. */
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

  /** Begins the closing handshake of a socket that is open. */
  public void close(Session socket, CloseReason reason) {
    if (socket.getUserProperties().get(CHANNEL) instanceof EndpointChannel channel) {
      channel.close(reason);
    }
  }

  /** The server has called {@code OnClose}; to be told first of all in there. */
  public void closed(Session socket) {
    if (socket.getUserProperties().get(CHANNEL) instanceof EndpointChannel channel) {
      channel.closed();
    }
  }

  /** The server has called {@code OnError}: the connection is of no use any more. */
  public void failed(Session socket, Throwable cause) {
    LOGGER.log(Level.DEBUG, "a WebSocket failed", cause);
    EndpointChannel.hangUp(socket, new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
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
