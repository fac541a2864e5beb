package io.reddot.transport.mqtt.session;

import io.reddot.http.MemoryBudget;
import io.reddot.message.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What one connection holds of a packet that has begun and is not complete, with a deadline, and of
 * packets that came too early: both are counted in the budget of all that is unfinished. Threat: a
 * client that begins large packets and completes none. Thread-safe.
 */
public final class BufferedInput {
  private final MemoryBudget.Share share;
  private final InstantSource clock;
  private final Duration allowed;

  /** When the packet began that is not complete, in milliseconds of the epoch; 0: none is. */
  private volatile long since;

  /** What of a packet has come. Guarded by this. */
  private int begun;

  /** Complete packets that wait for the session to be opened. Guarded by this. */
  private int early;

  /**
   * @param allowed from a packet's first byte to its last
   */
  public BufferedInput(MemoryBudget.Share share, InstantSource clock, Duration allowed) {
    this.share = share;
    this.clock = clock;
    this.allowed = allowed;
  }

  /**
   * So many bytes wait for the rest of their packet.
   *
   * @throws Problem (429, 503) if that is more than the user, the address or all may hold
   */
  public void waits(int bytes) {
    if (bytes == 0) {
      since = 0;
    } else if (since == 0) {
      since = clock.millis();
    }
    synchronized (this) {
      share.holdExactly((long) bytes + early);
      begun = bytes;
    }
  }

  /**
   * So many bytes of complete packets wait for the session to be opened.
   *
   * @throws Problem (429, 503) as {@link #waits}
   */
  synchronized void keeps(int bytes) {
    share.holdExactly((long) begun + bytes);
    early = bytes;
  }

  /** A packet is complete: another one has begun, if any. */
  public void ended() {
    since = 0;
  }

  /** The client was not read for a while: its packet has all of its time again. */
  public void restart() {
    if (since != 0) {
      since = clock.millis();
    }
  }

  /** Whether a packet has not been completed in time. */
  public boolean overdue(Instant now) {
    long began = since;
    return began != 0 && now.toEpochMilli() - began >= allowed.toMillis();
  }

  Duration allowed() {
    return allowed;
  }

  /**
   * It is known whose connection it is.
   *
   * @throws Problem (429) if the user holds too much already
   */
  public void identify(String user) {
    share.identify(user);
  }

  /** The connection is over. */
  public synchronized void release() {
    begun = 0;
    early = 0;
    share.release();
  }
}
