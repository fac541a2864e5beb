package io.reddot.container;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** A channel as its endpoint sees it: the endpoint tells how the socket ends. Thread-safe. */
abstract class EndpointChannel implements FrameChannel {
  private static final System.Logger LOGGER = System.getLogger(EndpointChannel.class.getName());

  /** How long a client may take to answer a close frame; about as long as browsers wait. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  final Session socket;

  EndpointChannel(Session socket) {
    this.socket = socket;
  }

  /** The server has told the endpoint's {@code OnClose}. */
  void closed() {}

  /** Has the server close the socket, in its own way. */
  static void hangUp(Session socket, CloseReason reason) {
    try {
      socket.close(reason);
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "the client left first", e);
    }
  }
}
