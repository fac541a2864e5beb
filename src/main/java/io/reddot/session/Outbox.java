package io.reddot.session;

import io.reddot.message.Topic;
import io.reddot.metrics.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The envelopes that wait for one client, in order. Each message is queued once, whether live or
 * replayed; live messages are held back until the replay is over. A message that is added as
 * replaceable makes room for a newer one of its topic, but never once it is in flight. Not
 * thread-safe: the session's lock guards it.
 */
final class Outbox {
  /** The approximate size of a write; larger ones gain no speed and make delivery uneven. */
  private static final int WRITE_BYTES = 64 << 10;

  private final WireFormat format;
  private final int bound;
  private final Count conflated;
  private final Backlog<Envelope> due = new Backlog<>();
  private final Backlog<Envelope.OfMessage> held = new Backlog<>();
  private boolean holding = true;

  /** Whether messages waited when the last write ended, and no other write has begun since. */
  private boolean late;

  /** Bytes due, held and in flight. */
  private long waiting;

  private int inFlight;

  /**
   * One message that is larger than the bound by itself. It does not count against the bound, so
   * that a client that reads at full speed is not disconnected because of it.
   */
  private @Nullable Envelope oversize;

  private boolean oversizeInFlight;

  /**
   * The newest unread count that was not written; it replaces an older one, so that a slow client
   * receives only the newest.
   */
  private Envelope.@Nullable Unread unread;

  /** The last position that was queued. */
  private long last;

  /** The last position that is in flight or was written. */
  private long taken;

  /** The last position that the container has written. */
  private long through;

  /**
   * @param bound the number of bytes that may wait, not counting one message larger than that
   * @param conflated counts the messages that are dropped in favour of newer ones
   */
  Outbox(WireFormat format, int bound, Count conflated) {
    this.format = format;
    this.bound = bound;
    this.conflated = conflated;
  }

  /** Whether the bound is exceeded: the client is too slow, and nothing may be added. */
  boolean full() {
    return waiting - (oversize == null ? 0 : size(oversize)) > bound;
  }

  long waiting() {
    return waiting;
  }

  /** Whether less waits than one write takes. */
  boolean fitsOneWrite() {
    return waiting < WRITE_BYTES;
  }

  /** Whether the client is behind, apart from a write in progress. */
  boolean behind() {
    return holding || late;
  }

  boolean isEmpty() {
    return due.isEmpty() && unread == null;
  }

  /** Skips everything up to {@code position}. */
  void startAt(long position) {
    last = Math.max(last, position);
  }

  /** Returns the last position that was written. */
  long through() {
    return through;
  }

  /** Whether a live message at {@code position} was not queued before. */
  boolean wants(long position) {
    if (!holding) {
      return position > last;
    }
    Envelope.OfMessage lastHeld = held.last();
    return lastHeld == null || position > position(lastHeld);
  }

  /** Adds a live message that it {@linkplain #wants wants}. */
  void addLive(Envelope.OfMessage envelope, boolean replaceable) {
    count(envelope);
    if (holding) {
      add(held, envelope, replaceable);
    } else {
      add(due, envelope, replaceable);
      last = position(envelope);
    }
  }

  /**
   * Adds a replayed message, ahead of the held ones, unless it was queued before. If it is
   * replaceable, it replaces the older ones of its topic.
   */
  void addReplayed(Envelope.OfMessage envelope, boolean replaceable) {
    if (position(envelope) > last) {
      last = position(envelope);
      if (replaceable) {
        due.drop(envelope.message().topic(), this::conflated);
      }
      count(envelope);
      add(due, envelope, replaceable);
    }
  }

  private static <E extends Envelope> void add(Backlog<E> to, E envelope, boolean replaceable) {
    if (replaceable) {
      to.addReplaceable(envelope);
    } else {
      to.add(envelope);
    }
  }

  /** Drops the replaceable messages of a topic, before a newer live one is added. */
  void drop(Topic topic) {
    if (holding) {
      held.drop(topic, this::conflated);
    } else {
      due.drop(topic, this::conflated);
    }
  }

  /** Drops all replaceable messages but the newest of each topic. */
  void conflate() {
    due.conflate(this::conflated);
    held.conflate(this::conflated);
  }

  private void conflated(Envelope older) {
    discount(older);
    conflated.add(1);
  }

  /** Adds an envelope that is not a live or replayed message. */
  void add(Envelope envelope) {
    count(envelope);
    due.add(envelope);
  }

  /** Sets the unread count, which is written after everything that is due. */
  void put(Envelope.Unread count) {
    unread = count;
  }

  private void count(Envelope envelope) {
    int size = size(envelope);
    waiting += size;
    if (oversize == null && size > bound) {
      oversize = envelope;
    }
  }

  /** Reverts {@link #count}, for an envelope that is not in flight. */
  private void discount(Envelope envelope) {
    waiting -= size(envelope);
    if (envelope == oversize) {
      oversize = null;
    }
  }

  /** Whether live messages wait until the replay ends. */
  boolean holding() {
    return holding;
  }

  /**
   * Ends the replay: held messages become due.
   *
   * @param replaceable which of them replace the older ones of their topics
   */
  void release(Predicate<Envelope.OfMessage> replaceable) {
    holding = false;
    while (!held.isEmpty()) {
      Envelope.OfMessage envelope = held.remove();
      discount(envelope);
      addReplayed(envelope, replaceable.test(envelope));
    }
    late = !due.isEmpty();
  }

  /** Removes the next envelopes to write; they are in flight until {@link #landed}. */
  EnvelopeBatch take() {
    Envelope.Unread newest = unread;
    if (newest != null) {
      unread = null;
      add(newest);
    }
    List<Envelope> envelopes = new ArrayList<>(due.size());
    int size = 0;
    do {
      Envelope envelope = due.remove();
      envelopes.add(envelope);
      size += size(envelope);
      oversizeInFlight |= envelope == oversize;
      if (envelope instanceof Envelope.OfMessage message) {
        taken = position(message);
      }
    } while (!due.isEmpty() && size < WRITE_BYTES);
    inFlight = size;
    late = false;
    return EnvelopeBatch.of(envelopes);
  }

  /** Notes that the container has written the envelopes in flight. */
  void landed() {
    through = taken;
    late = !due.isEmpty();
    dropped();
  }

  /** Notes that nothing is in flight any more, whether or not it was written. */
  void dropped() {
    waiting -= Math.min(waiting, inFlight);
    inFlight = 0;
    if (oversizeInFlight) {
      oversizeInFlight = false;
      oversize = null;
    }
  }

  /** Drops all envelopes that are not in flight yet. */
  void clear() {
    due.clear();
    held.clear();
    unread = null;
    waiting = inFlight;
    oversize = oversizeInFlight ? oversize : null;
  }

  private int size(Envelope envelope) {
    return envelope.in(format).size();
  }

  private static long position(Envelope.OfMessage envelope) {
    return envelope.message().position();
  }
}
