package io.reddot.container;

import jakarta.websocket.Session;

/** What a server may do in its own way; the defaults are what the specifications say. Stateless. */
interface Server {
  /** Whether a socket is of this server's implementation. */
  boolean made(Session socket);

  /**
   * Whether an application that ends has to wait until its clients have answered its close frames;
   * true where the server does not close the sockets that are left.
   */
  default boolean awaitsCloseFrames() {
    return false;
  }

  /** Opens the way out of a socket that was just opened. */
  default EndpointChannel open(Session socket, Timer timer) {
    return new StandardFrameChannel(socket);
  }
}
