package io.reddot.container;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** A channel whose endpoint tells it when the socket is closed. Thread-safe. */
abstract class EndpointChannel implements FrameChannel {
  private static final System.Logger LOGGER = System.getLogger(EndpointChannel.class.getName());

  /** The time within which a client must answer a close frame; browsers wait about as long. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  final Session socket;

  EndpointChannel(Session socket) {
    this.socket = socket;
  }

  /** Called when the server has called the endpoint's {@code OnClose}. */
  void closed() {}

  /** Lets the server close the socket in its own way. */
  static void closeSocket(Session socket, CloseReason reason) {
    try {
      socket.close(reason);
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "a client disconnected before its socket was closed", e);
    }
  }
}
