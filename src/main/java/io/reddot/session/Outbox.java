package io.reddot.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The envelopes that wait for one client, in order. Each message is queued once, whether live or
 * replayed; live messages are held back until the replay is over. Not thread-safe: the session's
 * lock guards it.
 */
final class Outbox {
  /** The approximate size of a write; larger ones gain no speed and make delivery uneven. */
  private static final int WRITE_BYTES = 64 << 10;

  /** The initial capacity of a queue, instead of 16: most sessions are idle. */
  private static final int ROOM = 1;

  private final WireFormat format;
  private final int bound;
  private final ArrayDeque<Envelope> due = new ArrayDeque<>(ROOM);
  private final ArrayDeque<Envelope.OfMessage> held = new ArrayDeque<>(ROOM);
  private boolean holding = true;

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
   */
  Outbox(WireFormat format, int bound) {
    this.format = format;
    this.bound = bound;
  }

  /** Whether the bound is exceeded: the client is too slow, and nothing may be added. */
  boolean full() {
    return waiting - (oversize == null ? 0 : size(oversize)) > bound;
  }

  long waiting() {
    return waiting;
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
    Envelope.OfMessage lastHeld = held.peekLast();
    return lastHeld == null || position > position(lastHeld);
  }

  /** Adds a live message that it {@linkplain #wants wants}. */
  void addLive(Envelope.OfMessage envelope) {
    count(envelope);
    if (holding) {
      held.add(envelope);
    } else {
      due.add(envelope);
      last = position(envelope);
    }
  }

  /** Adds a replayed message, ahead of the held ones, unless it was queued before. */
  void addReplayed(Envelope.OfMessage envelope) {
    if (position(envelope) > last) {
      last = position(envelope);
      add(envelope);
    }
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

  /** Ends the replay: held messages become due. */
  /** Whether live messages wait until the replay ends. */
  boolean holding() {
    return holding;
  }

  void release() {
    holding = false;
    for (Envelope.OfMessage envelope : held) {
      if (position(envelope) > last) {
        due.add(envelope);
        last = position(envelope);
      } else {
        discount(envelope);
      }
    }
    held.clear();
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
    return EnvelopeBatch.of(envelopes);
  }

  /** Notes that the container has written the envelopes in flight. */
  void landed() {
    through = taken;
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
