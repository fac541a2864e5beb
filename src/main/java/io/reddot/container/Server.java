package io.reddot.container;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.Session;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The behaviour in which servers differ. The defaults follow the specifications; the class of a
 * server overrides them and says why. Thread-safe.
 */
public abstract class Server {
  /**
   * Whether this server runs the application.
   *
   * @param info {@link jakarta.servlet.ServletContext#getServerInfo}
   */
  abstract boolean runs(String info);

  /** Whether this server created the socket. */
  abstract boolean made(Session socket);

  /** Whether this server created the event sink. */
  abstract boolean made(SseEventSink sink);

  /**
   * Whether an application that ends must wait until its clients have answered its close frames:
   * the server does not close open sockets.
   */
  boolean awaitsCloseFrames() {
    return false;
  }

  /** Opens the channel of a new socket. */
  EndpointChannel open(Session socket, Timer timer) {
    return new StandardFrameChannel(socket);
  }

  /**
   * Finds the servlet's stream under a sink.
   *
   * @return null if it is unknown: then events are sent through JAX-RS
   */
  @Nullable StreamUnderSink streamUnder(
      SseEventSink sink, Sse sse, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return null;
  }

  /** Returns properties for the server's JAX-RS implementation. */
  Map<String, Object> jaxRsProperties() {
    return Map.of();
  }

  /**
   * Whether CDI must create a context for each request.
   *
   * @param identity whether the server's own security authenticates callers
   */
  boolean needsRequestContexts(BooleanSupplier identity) {
    return identity.getAsBoolean();
  }

  /** Whether a body can be read with a {@link jakarta.servlet.ReadListener}. */
  public boolean readsWithListeners() {
    return true;
  }

  /** Whether the server discards an unread body without a waiting thread. */
  public boolean discardsBodies() {
    return false;
  }

  /**
   * Whether the thread that serves a request should write a small answer, although it may have to
   * wait for the client.
   */
  public boolean writesSmallAnswersAtOnce() {
    return false;
  }

  /** Whether a request must be made asynchronous before a servlet of the server answers it. */
  public boolean startsAsyncBeforeServlets() {
    return true;
  }

  /** Whether to complete a request only when the connection has room for the next answer. */
  public boolean endsWithRoom() {
    return false;
  }

  /**
   * Whether the server serves a pipelined request on the thread that completes the previous one.
   */
  public boolean servesWhileCompleting() {
    return false;
  }

  /** Whether an answer with a body may have an {@code Upgrade} header. */
  public boolean answersUpgradeWithBody() {
    return true;
  }
}
