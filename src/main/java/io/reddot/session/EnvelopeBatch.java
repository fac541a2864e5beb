package io.reddot.session;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Envelopes that are written together. Sessions with the same subscriptions mostly write the same
 * envelopes; they share a batch, which is joined once and not once for each session.
 *
 * <p>Thread-safe: two threads may join at the same time, with the same result.
 */
public final class EnvelopeBatch {
  private final List<Envelope> envelopes;
  private final AtomicReferenceArray<@Nullable Encoded> joined =
      new AtomicReferenceArray<>(WireFormat.COUNT);

  private final int messages;

  private EnvelopeBatch(List<Envelope> envelopes) {
    this.envelopes = envelopes;
    this.messages = (int) envelopes.stream().filter(Envelope.OfMessage.class::isInstance).count();
  }

  /**
   * @param envelopes at least one; must not be changed afterwards
   */
  public static EnvelopeBatch of(List<Envelope> envelopes) {
    Envelope first = envelopes.get(0);
    EnvelopeBatch known = first.batch();
    if (known != null && known.holds(envelopes)) {
      return known;
    }
    EnvelopeBatch batch = new EnvelopeBatch(envelopes);
    first.remember(batch);
    return batch;
  }

  private boolean holds(List<Envelope> others) {
    int size = envelopes.size();
    if (others.size() != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (envelopes.get(i) != others.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the envelopes, in order. */
  public List<Envelope> envelopes() {
    return envelopes;
  }

  /** Returns the number of messages among the envelopes. */
  int messages() {
    return messages;
  }

  /** Returns all envelopes as one write. */
  public Encoded in(WireFormat format) {
    Encoded known = joined.get(format.index());
    if (known == null) {
      known = format.join(envelopes.stream().map(envelope -> envelope.in(format)).toList());
      joined.set(format.index(), known);
    }
    return known;
  }
}
