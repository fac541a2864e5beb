package io.reddot.trace;

import io.reddot.message.Message;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** The fan-out of one batch on this node, by all lanes. Thread-safe. */
public final class Deliveries {
  private final OpenTelemetryTracing tracing;
  private final List<Message> messages;
  private final AtomicIntegerArray sessions;
  private final long began;

  Deliveries(OpenTelemetryTracing tracing, List<Message> messages) {
    this.tracing = tracing;
    this.messages = messages;
    this.sessions = new AtomicIntegerArray(messages.size());
    this.began = tracing.now();
  }

  /**
   * Counts sessions that were offered a message.
   *
   * @param index the index of the message in the batch
   */
  public void offered(int index, int more) {
    sessions.addAndGet(index, more);
  }

  /**
   * Records the fan-out: all lanes have offered the batch and written it, or passed it to a queue.
   */
  public void end() {
    tracing.delivered(messages, sessions, began, tracing.now());
  }
}
