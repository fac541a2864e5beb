package io.reddot.container;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.Session;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The known servers; the last one represents all others. Thread-safe. */
public final class Servers {
  private static final List<Server> ALL = List.of(new Payara(), new WildFly(), new AnyServer());

  /**
   * The server that runs the application; cached, because every request needs it. Set in a benign
   * race.
   */
  private static volatile @Nullable Server running;

  private Servers() {}

  /** Returns the server that runs the application. */
  public static Server of(ServletContext context) {
    Server known = running;
    if (known == null) {
      String info = context.getServerInfo();
      known = first(server -> server.runs(info));
      running = known;
    }
    return known;
  }

  static Server of(Session socket) {
    return first(server -> server.made(socket));
  }

  /** As {@link Server#streamUnder}, of the server that made the sink. */
  public static @Nullable StreamUnderSink streamUnder(
      SseEventSink sink, Sse sse, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return first(server -> server.made(sink)).streamUnder(sink, sse, request, response);
  }

  /** Returns properties for JAX-RS; each implementation ignores those of the others. */
  public static Map<String, Object> jaxRsProperties() {
    Map<String, Object> properties = new HashMap<>();
    ALL.forEach(server -> properties.putAll(server.jaxRsProperties()));
    return properties;
  }

  private static Server first(Predicate<Server> matching) {
    return ALL.stream().filter(matching).findFirst().orElseThrow();
  }

  /** A server that follows the specifications. */
  private static final class AnyServer extends Server {
    @Override
    boolean runs(String info) {
      return true;
    }

    @Override
    boolean made(Session socket) {
      return true;
    }

    @Override
    boolean made(SseEventSink sink) {
      return true;
    }
  }
}
