package io.reddot.container;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.Session;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * WildFly (39.0.1), with Undertow for HTTP and WebSockets and RESTEasy for JAX-RS. The defaults fit
 * its HTTP. An answer of one of its own servlets can only be sent without a thread if the request
 * was made asynchronous before. An unread body holds one of its threads; there are sixteen for each
 * processor.
 *
 * <p>Other known problems are handled in the same way on every server. Its {@code AsyncListener}
 * may never learn that a client disconnected (<a
 * href="https://github.com/jakartaee/servlet/issues/44">servlet 44</a>, <a
 * href="https://github.com/jakartaee/servlet/issues/433">433</a>), so heartbeats and deadlines
 * detect it. Its blocking output waits for a client that does not read, so nothing uses it.
 * Thread-safe.
 */
final class WildFly extends Server {
  private static final System.Logger LOGGER = System.getLogger(WildFly.class.getName());

  /** What runs tasks on each I/O thread; there are as many as the server has. */
  private final Map<Executor, Executor> ioThreads = new ConcurrentHashMap<>();

  @Override
  boolean runs(String info) {
    return info.contains("WildFly") || info.contains("Undertow");
  }

  @Override
  boolean made(Session socket) {
    return socket.getClass().getName().startsWith("io.undertow.");
  }

  @Override
  boolean made(SseEventSink sink) {
    return sink.getClass().getName().startsWith("org.jboss.resteasy.");
  }

  @Override
  EndpointChannel open(Session socket, Timer timer) {
    return UndertowFrameChannel.open(socket, this::tasks, timer);
  }

  private Executor tasks(Executor ioThread) {
    return ioThreads.computeIfAbsent(ioThread, CoalescingExecutor::new);
  }

  /**
   * RESTEasy begins the response itself, at the latest when the resource returns, and then writes
   * empty lines. After that it touches the response only when something is sent, or when its sink
   * is closed. The caller must complete the request.
   */
  @Override
  StreamUnderSink streamUnder(
      SseEventSink sink, Sse sse, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (begun(sink)) {
      response.setContentType(MediaType.SERVER_SENT_EVENTS);
    } else {
      var unused = sink.send(sse.newEventBuilder().comment("").build());
    }
    return new StreamUnderSink(response.getOutputStream(), request.getAsyncContext());
  }

  /**
   * Makes RESTEasy assume that it has begun the response, so that it does not write the empty
   * lines, which would end an event before it begins. JAX-RS has no API for that.
   *
   * @return whether that succeeded
   */
  private static boolean begun(SseEventSink sink) {
    try {
      Field flushed = sink.getClass().getDeclaredField("responseFlushed");
      flushed.setAccessible(true);
      flushed.setBoolean(sink, true);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOGGER.log(Level.DEBUG, "this version of RESTEasy begins its streams in an unknown way", e);
      return false;
    }
  }
}
