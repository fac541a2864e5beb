package io.reddot.transport.sse;

import io.reddot.message.Cursor;
import io.reddot.session.Envelope;
import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.Session;
import io.reddot.session.WireFormat;
import io.reddot.transport.Wire;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An outlet on one client's event sink. An event is sent once the previous one is written.
 * Thread-safe as {@link Outlet} requires.
 *
 * <p>Messages are sent to each sink and not broadcast, because a broadcast waits for the slowest
 * client. The {@link SseBroadcaster} only reports the end of the sink. Each sink has its own:
 * JAX-RS has no method to remove a sink, so a shared broadcaster would keep all closed sinks.
 */
final class SseOutlet implements Outlet {
  private final SseEventSink sink;
  private final Sse sse;
  private final SseBroadcaster broadcaster;
  private final String behindCursor;

  /**
   * @param behindCursor the text after the cursor in an event's id
   */
  SseOutlet(SseEventSink sink, Sse sse, String behindCursor) {
    this.sink = sink;
    this.sse = sse;
    this.behindCursor = behindCursor;
    this.broadcaster = sse.newBroadcaster();
    broadcaster.register(sink);
  }

  /**
   * Starts to report the end of the sink.
   *
   * @param joined the session of the sink
   */
  void start(Session joined) {
    broadcaster.onClose(closed -> joined.gone());
    broadcaster.onError((failed, cause) -> joined.gone());
    if (sink.isClosed()) {
      joined.gone();
    }
  }

  @Override
  public WireFormat format() {
    return Wire.JSON;
  }

  @Override
  public void write(EnvelopeBatch batch, Written written) {
    send(batch.envelopes().iterator(), written);
  }

  /**
   * Sends envelopes in a loop; if one is not written immediately, its callback continues the loop.
   */
  private void send(Iterator<Envelope> envelopes, Written written) {
    while (envelopes.hasNext()) {
      CompletableFuture<?> sent = sink.send(event(envelopes.next())).toCompletableFuture();
      if (!sent.isDone()) {
        goOn(sent, () -> send(envelopes, written), written);
        return;
      }
      if (sent.isCompletedExceptionally()) {
        goOn(sent, () -> {}, written);
        return;
      }
    }
    written.done();
  }

  private static void goOn(CompletionStage<?> sent, Runnable next, Written written) {
    sent.whenComplete(
        (ignored, failure) -> {
          if (failure == null) {
            next.run();
          } else {
            written.failed(failure);
          }
        });
  }

  private OutboundSseEvent event(Envelope envelope) {
    OutboundSseEvent.Builder event =
        sse.newEventBuilder().data(String.class, envelope.in(Wire.JSON).text());
    Cursor cursor = envelope.cursor();
    if (cursor != null) {
      event.id(cursor + behindCursor);
    }
    if (envelope instanceof Envelope.Farewell farewell) {
      // Also delays an EventSource whose page ignores envelopes.
      event.reconnectDelay(farewell.goodbye().retryAfter().toMillis());
    }
    if (!envelope.plain()) {
      event.name(envelope.type());
    }
    return event.build();
  }

  @Override
  public void heartbeat(Written written) {
    goOn(sink.send(sse.newEventBuilder().comment("").build()), written::done, written);
  }

  @Override
  public void close(Goodbye goodbye) {
    broadcaster.close(); // also closes the sink
  }
}
