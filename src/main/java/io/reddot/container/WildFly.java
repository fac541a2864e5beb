package io.reddot.container;

import jakarta.websocket.Session;

/** WildFly, with Undertow for its WebSockets. Stateless. */
final class WildFly implements Server {
  @Override
  public boolean made(Session socket) {
    return socket.getClass().getName().startsWith("io.undertow.");
  }

  @Override
  public EndpointChannel open(Session socket, Timer timer) {
    return new UndertowFrameChannel(socket, timer);
  }
}
