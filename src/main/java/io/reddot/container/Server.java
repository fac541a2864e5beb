package io.reddot.container;

import jakarta.websocket.Session;

/** What a server may do in its own way; the defaults are what the specifications say. Stateless. */
interface Server {
  /** Whether a socket is of this server's implementation. */
  boolean made(Session socket);

  /** Opens the way out of a socket that was just opened. */
  default EndpointChannel open(Session socket, ClosingTimer timer) {
    return new StandardFrameChannel(socket);
  }
}
