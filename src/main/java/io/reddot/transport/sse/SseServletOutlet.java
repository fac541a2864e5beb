package io.reddot.transport.sse;

import io.reddot.session.Batch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.Session;
import io.reddot.session.WireFormat;
import io.reddot.transport.ServletStream;
import io.reddot.transport.Wire;
import jakarta.servlet.ServletOutputStream;
import jakarta.ws.rs.sse.SseEventSink;

/**
 * One client's event sink of Jersey, written through the servlet's stream under it.
 *
 * <p>Jersey's own way blocks the writer at a client that does not read: everybody else would wait
 * for that one. It also encodes each event anew for each client and flushes each by itself. Jersey
 * touches the answer only once something is sent to its sink; so nothing is, and the sink does the
 * rest: it holds the request open and gives it back.
 */
final class SseServletOutlet implements Outlet {
  private static final byte[] HEARTBEAT = {':', '\n', '\n'};

  private final ServletStream stream;

  SseServletOutlet(SseEventSink sink, ServletOutputStream out) {
    this.stream = new ServletStream(out, HEARTBEAT, sink::close);
  }

  /** Whether {@code sink} is one of Jersey's. */
  static boolean serves(SseEventSink sink) {
    return sink.getClass().getName().startsWith("org.glassfish.jersey.");
  }

  void start(Session joined) {
    stream.start(joined);
  }

  @Override
  public WireFormat format() {
    return Wire.SSE;
  }

  @Override
  public void write(Batch batch, Written written) {
    stream.write(batch.in(Wire.SSE).bytes(), written);
  }

  @Override
  public void heartbeat(Written written) {
    stream.write(HEARTBEAT, written);
  }

  @Override
  public boolean answersHeartbeats() {
    return false;
  }

  @Override
  public void close(Goodbye goodbye) {
    stream.close();
  }
}
