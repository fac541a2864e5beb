package io.reddot.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one client, in order: each message once, whatever brings it, and live ones behind
 * what is replayed until that is over. Not thread-safe: the session's lock guards it.
 */
final class Outbox {
  /** One write carries at most about so much; more makes nothing faster and everything lumpier. */
  private static final int WRITE_BYTES = 64 << 10;

  /** What a queue begins with; most sessions are idle, and by itself it would have room for 16. */
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
   * One message that is larger than the bound by itself: it is not held against a client that takes
   * it as fast as it can.
   */
  private @Nullable Envelope oversize;

  private boolean oversizeInFlight;

  /** The last count that is not due yet: a newer one takes its place, however slow the client. */
  private Envelope.@Nullable Unread unread;

  /** The last position that it has been given to deliver. */
  private long last;

  /** The last position that is in flight or has landed. */
  private long taken;

  /** The last position that the container has taken. */
  private long through;

  /**
   * @param bound bytes that may wait, beside one message that is larger than that
   */
  Outbox(WireFormat format, int bound) {
    this.format = format;
    this.bound = bound;
  }

  /** Whether more waits than may: nothing is to be added, the client is too slow. */
  boolean full() {
    return waiting - (oversize == null ? 0 : size(oversize)) > bound;
  }

  long waiting() {
    return waiting;
  }

  boolean isEmpty() {
    return due.isEmpty() && unread == null;
  }

  /** Everything up to {@code position} is behind this reader. */
  void startAt(long position) {
    last = Math.max(last, position);
  }

  /** The last position that has been written. */
  long through() {
    return through;
  }

  /** Whether a live message at {@code position} is new here. */
  boolean wants(long position) {
    if (!holding) {
      return position > last;
    }
    Envelope.OfMessage lastHeld = held.peekLast();
    return lastHeld == null || position > position(lastHeld);
  }

  /** Takes a live message that it {@linkplain #wants wants}. */
  void addLive(Envelope.OfMessage envelope) {
    count(envelope);
    if (holding) {
      held.add(envelope);
    } else {
      due.add(envelope);
      last = position(envelope);
    }
  }

  /** Takes a message that is replayed, ahead of what is held; not one that is behind the reader. */
  void addReplayed(Envelope.OfMessage envelope) {
    if (position(envelope) > last) {
      last = position(envelope);
      add(envelope);
    }
  }

  /** Takes a word that is no message. */
  void add(Envelope envelope) {
    count(envelope);
    due.add(envelope);
  }

  /** Takes a count, which is written behind what is due. */
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

  /** Takes back what {@link #count} did, for an envelope that is not in flight. */
  private void discount(Envelope envelope) {
    waiting -= size(envelope);
    if (envelope == oversize) {
      oversize = null;
    }
  }

  /** The replay is over: what was held follows. */
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

  /** Takes out what is written next; it waits, in flight, until {@link #landed}. */
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

  /** What was in flight has been taken by the container. */
  void landed() {
    through = taken;
    dropped();
  }

  /** What was in flight has not been taken, and never will be. */
  void dropped() {
    waiting -= Math.min(waiting, inFlight);
    inFlight = 0;
    if (oversizeInFlight) {
      oversizeInFlight = false;
      oversize = null;
    }
  }

  /** Drops what is not in flight yet. */
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
