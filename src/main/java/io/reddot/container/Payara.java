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
 * <p>Known of it, and met by what is the same on every server: Tyrus's send timeout does nothing,
 * and its write queue is unbounded (<a
 * href="https://github.com/eclipse-ee4j/tyrus/issues/641">tyrus 641</a>), so each session counts
 * what is in flight. Each servlet filter costs an event before and after it, so there are few.
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
   * @return null for sockets with extensions, which may change a frame, and if this Tyrus is not
   *     the one that is known here
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
              + " clients that leave may disturb others.");
    }
    return found;
  }

  /**
   * Jersey touches the answer only once something is sent to its sink; so nothing is, and the sink
   * does the rest: it holds the request open and ends it.
   */
  @Override
  StreamUnderSink streamUnder(
      SseEventSink sink, Sse sse, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType(MediaType.SERVER_SENT_EVENTS);
    return new StreamUnderSink(response.getOutputStream(), null);
  }

  /** Jersey would describe all resources, with the names of our methods, to a caller's OPTIONS. */
  @Override
  Map<String, Object> jaxRsProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }

  /**
   * Its MicroProfile JWT has no bean that lives as long as a request. And Payara leaves the
   * contexts of asynchronous requests behind, each of which its Weld reports in five lines of the
   * log.
   */
  @Override
  boolean needsRequestContexts(BooleanSupplier identity) {
    return false;
  }

  /**
   * Neither way that needs no thread is safe. A {@code ReadListener} is told of the last bytes and
   * of the end on two threads, in any order; one that asks whether there is more, when there is
   * not, has the connection's next request read into this one. And after {@code
   * AsyncContext.dispatch} Payara goes on to write into the request when that has long been
   * answered, and may be another client's. Either lost one request in some thousands.
   */
  @Override
  public boolean readsWithListeners() {
    return false;
  }

  /** Of a body that is not read Grizzly throws away the rest as it comes. */
  @Override
  public boolean discardsBodies() {
    return true;
  }

  /**
   * Grizzly's buffer takes a small answer, unless it is full of answers that were not read: for
   * those Payara waits some seconds. But it has 200 threads, and this is the fastest way.
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

  /** Payara leaves out the type of the body then. */
  @Override
  public boolean answersUpgradeWithBody() {
    return false;
  }
}
