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
 * One client's event sink. An event is sent when the one before has been taken.
 *
 * <p>Messages are sent to the sink and not broadcast: a broadcast waits for the slowest of all. The
 * {@link SseBroadcaster} does what it is sound for, the sink's end; each sink has its own, because
 * a shared one would hold every sink that ever was, for JAX-RS has no way to take one out.
 */
final class SseOutlet implements Outlet {
  private final SseEventSink sink;
  private final Sse sse;
  private final SseBroadcaster broadcaster;
  private final String behindCursor;

  /**
   * @param behindCursor stands behind the cursor in an event's id
   */
  SseOutlet(SseEventSink sink, Sse sse, String behindCursor) {
    this.sink = sink;
    this.sse = sse;
    this.behindCursor = behindCursor;
    this.broadcaster = sse.newBroadcaster();
    broadcaster.register(sink);
  }

  /**
   * @param joined whose sink this is: told when it has closed
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

  /** Loops over what is taken at once, and goes on from the callback of what is not. */
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
      // A browser that understands no envelope still waits that long.
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
  public boolean answersHeartbeats() {
    return false;
  }

  @Override
  public void close(Goodbye goodbye) {
    broadcaster.close(); // and the sink with it
  }
}
