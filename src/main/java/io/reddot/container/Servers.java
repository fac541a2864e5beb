package io.reddot.container;

import jakarta.websocket.Session;
import java.util.List;

/** The servers that are known; the last one stands for any other. Stateless. */
final class Servers {
  private static final List<Server> ALL = List.of(new Payara(), new WildFly(), new AnyServer());

  private Servers() {}

  static Server of(Session socket) {
    return ALL.stream().filter(server -> server.made(socket)).findFirst().orElseThrow();
  }

  /** A server that does as the specifications say. */
  private static final class AnyServer implements Server {
    @Override
    public boolean made(Session socket) {
      return true;
    }
  }
}
