package io.reddot.hub;

import io.reddot.log.Tail;
import io.reddot.message.SystemEvent;
import io.reddot.session.Envelope;
import io.reddot.trace.Deliveries;
import io.reddot.trace.Tracing;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A batch of the log's tail as all lanes see it, with envelopes that they share. Steps form a
 * chain; a lane's place in the log is the last step it has taken. Thread-safe.
 */
final class Step {
  private final Tail.Batch batch;
  private final List<Envelope.OfMessage> envelopes;
  private final Map<Long, SystemEvent> events;
  private final int size;

  /** Records the fan-out; null: nothing is recorded. */
  private final @Nullable Deliveries deliveries;

  /** The number of lanes that have not taken it yet. */
  private final AtomicInteger missing;

  private volatile @Nullable Step next;

  /**
   * @param lanes the number of lanes
   */
  Step(Tail.Batch batch, int lanes) {
    this.batch = batch;
    this.envelopes = Envelopes.of(batch.messages(), batch.events());
    this.events = Envelopes.byPosition(batch.events());
    this.size = envelopes.stream().mapToInt(envelope -> envelope.message().size()).sum();
    Tracing tracing = Tracing.current();
    this.deliveries =
        tracing.records()
            ? tracing.deliveries(envelopes.stream().map(Envelope.OfMessage::message).toList())
            : null;
    this.missing = new AtomicInteger(lanes);
  }

  Tail.Batch batch() {
    return batch;
  }

  /** Returns the envelopes of its messages, in order. */
  List<Envelope.OfMessage> envelopes() {
    return envelopes;
  }

  /** Returns the system events among its messages, by position. */
  Map<Long, SystemEvent> events() {
    return events;
  }

  /** Notes that sessions were offered the message of an envelope. */
  void offered(int index, int sessions) {
    if (deliveries != null) {
      deliveries.offered(index, sessions);
    }
  }

  /** Notes that all lanes have taken it. */
  void passed() {
    if (deliveries != null) {
      deliveries.end();
    }
  }

  /** Returns the size of its messages, in characters. */
  int size() {
    return size;
  }

  /** Returns the step that follows; null if none was read yet. */
  @Nullable Step next() {
    return next;
  }

  void follow(Step following) {
    next = following;
  }

  /** Notes that a lane has taken it. Returns whether that was the last lane. */
  boolean taken() {
    return missing.decrementAndGet() == 0;
  }
}
