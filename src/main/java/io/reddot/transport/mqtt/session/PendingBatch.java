package io.reddot.transport.mqtt.session;

import io.reddot.session.Envelope;
import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Outlet.Written;
import io.reddot.transport.mqtt.packet.MqttWire;
import java.util.List;

/** A batch of the session's outbox that is being sent. Confined to its line. */
final class PendingBatch {
  /** The approximate size of one write. */
  static final int WRITE_BYTES = 64 << 10;

  /** The size of a packet id and the most common properties of a subscription. */
  private static final int DELIVERY_BYTES = 16;

  private final List<Envelope> envelopes;
  private final Written written;
  private int next;

  PendingBatch(EnvelopeBatch batch, Written written) {
    this.envelopes = batch.envelopes();
    this.written = written;
  }

  Written written() {
    return written;
  }

  boolean isOver() {
    return next == envelopes.size();
  }

  /** Returns the next envelope without advancing. */
  Envelope next() {
    return envelopes.get(next);
  }

  void advance() {
    next++;
  }

  /** Estimates the size of the next write in bytes, of at most {@code room} messages. */
  int length(MqttWire wire, int room) {
    int length = 0;
    int end = Math.min(envelopes.size(), next + room);
    for (int i = next; i < end && length < WRITE_BYTES; i++) {
      length += envelopes.get(i).in(wire).size() + DELIVERY_BYTES;
    }
    return length;
  }
}
