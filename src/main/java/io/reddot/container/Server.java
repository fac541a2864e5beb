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
 * What a server may do in its own way; the defaults are what the specifications say. A server's own
 * class says where it differs, and why. Immutable.
 */
public abstract class Server {
  /**
   * Whether this server runs the application.
   *
   * @param info as {@link jakarta.servlet.ServletContext#getServerInfo} says
   */
  abstract boolean runs(String info);

  /** Whether a socket is of this server's implementation. */
  abstract boolean made(Session socket);

  /** Whether an event sink is of this server's implementation. */
  abstract boolean made(SseEventSink sink);

  /**
   * Whether an application that ends has to wait until its clients have answered its close frames;
   * true where the server does not close the sockets that are left.
   */
  boolean awaitsCloseFrames() {
    return false;
  }

  /** Opens the way out of a socket that was just opened. */
  EndpointChannel open(Session socket, Timer timer) {
    return new StandardFrameChannel(socket);
  }

  /**
   * Finds the servlet's stream under a sink.
   *
   * @return null if nothing is known of it: then its events go through JAX-RS
   */
  @Nullable StreamUnderSink streamUnder(
      SseEventSink sink, Sse sse, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return null;
  }

  /** What its JAX-RS has to be told, beyond the specification. */
  Map<String, Object> jaxRsProperties() {
    return Map.of();
  }

  /**
   * Whether CDI has to make a context for each request.
   *
   * @param identity whether callers are let in by the server's own security
   */
  boolean needsRequestContexts(BooleanSupplier identity) {
    return identity.getAsBoolean();
  }

  /** Whether a body can be read as it comes, by a {@link jakarta.servlet.ReadListener}. */
  public boolean readsWithListeners() {
    return true;
  }

  /** Whether the server throws away a body that was not read, without a thread that waits. */
  public boolean discardsBodies() {
    return false;
  }

  /**
   * Whether a small answer is best written by the thread that serves its request, although that may
   * wait for the client.
   */
  public boolean writesSmallAnswersAtOnce() {
    return false;
  }

  /** Whether a request that a servlet of the server answers has to be asynchronous before that. */
  public boolean startsAsyncBeforeServlets() {
    return true;
  }

  /** Whether a request is to be ended only when there is room for another answer behind its own. */
  public boolean endsWithRoom() {
    return false;
  }

  /** Whether it serves a request that was sent ahead while it completes the one before. */
  public boolean servesWhileCompleting() {
    return false;
  }

  /** Whether an answer with a body may have the field {@code Upgrade}. */
  public boolean answersUpgradeWithBody() {
    return true;
  }
}
