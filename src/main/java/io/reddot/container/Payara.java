package io.reddot.container;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.Session;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Payara (6.2025.10), with Grizzly for HTTP, Tyrus for WebSockets and Jersey for JAX-RS. Immutable
 * but for the warning that is logged once.
 *
 * <p>Other known problems are handled in the same way on every server. Tyrus' send timeout does
 * nothing, and its write queue is unbounded (<a
 * href="https://github.com/eclipse-ee4j/tyrus/issues/641">tyrus 641</a>), so each session counts
 * the bytes in flight. Each servlet filter costs an event before and after it, so there are few.
 * Its servlets and WebSockets decode queries as ISO-8859-1, so {@code Query} decodes them itself.
 * An endpoint cannot refuse a socket in {@code OnOpen}, so a client without a required subprotocol
 * is disconnected at its first frame, or at a deadline. It sets {@code java.net.preferIPv4Stack}
 * during startup, when JDK 25 has already decided for IPv6 wildcard and loopback addresses ({@code
 * ::}, {@code ::1}). Netty decides afterwards, and its IPv4 sockets cannot be bound to those
 * ("error -97").
 */
final class Payara extends Server {
  private static final System.Logger LOGGER = System.getLogger(Payara.class.getName());
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  @Override
  boolean runs(String info) {
    return info.contains("Payara");
  }

  @Override
  boolean made(Session socket) {
    return socket.getClass().getName().equals("org.glassfish.tyrus.core.TyrusSession");
  }

  @Override
  boolean made(SseEventSink sink) {
    return sink.getClass().getName().startsWith("org.glassfish.jersey.");
  }

  @Override
  boolean awaitsCloseFrames() {
    return true;
  }

  @Override
  EndpointChannel open(Session socket, Timer timer) {
    TyrusIdleTimer.remove(socket);
    TyrusWriter writer = writer(socket);
    return writer == null
        ? new StandardFrameChannel(socket)
        : new TyrusFrameChannel(socket, writer, timer);
  }

  /**
   * Finds the writer of an open socket.
   *
   * @return null if the socket has extensions, which may change a frame, or if this version of
   *     Tyrus is unknown
   */
  private static @Nullable TyrusWriter writer(Session socket) {
    if (!socket.getNegotiatedExtensions().isEmpty()) {
      return null;
    }
    TyrusWriter found = null;
    try {
      found = TyrusWriter.under(socket.getAsyncRemote());
    } catch (LinkageError e) {
      LOGGER.log(Level.DEBUG, "the writer of Tyrus is not visible to this application", e);
    }
    if (found == null && WARNED.compareAndSet(false, true)) {
      LOGGER.log(
          Level.WARNING,
          "This version of Tyrus is unknown: WebSocket messages cost more CPU and memory, and"
              + " a client that disconnects may disrupt others.");
    }
    return found;
  }

  /**
   * Jersey does not touch the response until something is sent to its sink. So nothing is sent, and
   * the sink only holds the request open and ends it.
   */
  @Override
  StreamUnderSink streamUnder(
      SseEventSink sink, Sse sse, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType(MediaType.SERVER_SENT_EVENTS);
    return new StreamUnderSink(response.getOutputStream(), null);
  }

  /**
   * Disables WADL. Otherwise Jersey answers OPTIONS with a description of all resources, including
   * the names of their methods.
   */
  @Override
  Map<String, Object> jaxRsProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }

  /**
   * Payara's MicroProfile JWT has no request-scoped bean. And Payara leaks the contexts of
   * asynchronous requests; Weld reports each in five lines of the log.
   */
  @Override
  boolean needsRequestContexts(BooleanSupplier identity) {
    return false;
  }

  /**
   * Both ways to read without a thread are unsafe here, and lost one request in several thousand. A
   * {@code ReadListener} is called for the last bytes and for the end on two threads, in any order;
   * if it then asks for more data, Payara reads the connection's next request into this one. And
   * after {@code AsyncContext.dispatch}, Payara writes into the request after it was answered, when
   * it may be another client's.
   */
  @Override
  public boolean readsWithListeners() {
    return false;
  }

  /** Grizzly discards the rest of an unread body as it arrives. */
  @Override
  public boolean discardsBodies() {
    return true;
  }

  /**
   * Grizzly buffers a small answer. If the buffer is full of unread answers, Payara waits some
   * seconds for the client. It has 200 threads for that, and this is the fastest way.
   */
  @Override
  public boolean writesSmallAnswersAtOnce() {
    return true;
  }

  @Override
  public boolean startsAsyncBeforeServlets() {
    return false;
  }

  /** Grizzly is not ready for the next answer of a connection while its buffer is full. */
  @Override
  public boolean endsWithRoom() {
    return true;
  }

  /** See {@link Pipelined}. */
  @Override
  public boolean servesWhileCompleting() {
    return true;
  }

  /** With an {@code Upgrade} header, Payara omits the Content-Type of the body. */
  @Override
  public boolean answersUpgradeWithBody() {
    return false;
  }
}
