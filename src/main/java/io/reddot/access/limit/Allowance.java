package io.reddot.access.limit;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one user, or one address, may still do: a token bucket for each kind, and its sessions.
 *
 * <p>A bucket is one number: the moment when it is full again (the generic cell rate algorithm). So
 * it needs no filling, and one that is full is like one that never was: it can be forgotten. A call
 * for more than the bucket holds needs a full one, and leaves a debt; it is never refused for ever.
 * Thread-safe, without locks.
 *
 * <p>Our own and not Bucket4j's: there a call for more than a bucket's size is never granted, and
 * the bounded keeping of many buckets, which is the larger part, is left to its user.
 */
final class Allowance {
  private static final int FORGOTTEN = -1;

  private final Quota quota;
  private final AtomicLongArray fullAt;

  /** How many there are, or {@link #FORGOTTEN}. */
  private final AtomicInteger sessions = new AtomicInteger();

  /**
   * @param now on the clock that all calls use, which only goes forward, in nanoseconds
   */
  Allowance(Quota quota, long now) {
    this.quota = quota;
    long[] full = new long[Limited.values().length];
    Arrays.fill(full, now);
    this.fullAt = new AtomicLongArray(full);
  }

  /**
   * Takes {@code tokens}, all or none.
   *
   * @return 0, or in how many nanoseconds they are there, if nobody else takes them
   */
  long take(Limited kind, long tokens, long now) {
    Rate rate = quota.rate(kind);
    if (rate.unlimited() || tokens <= 0) {
      return 0;
    }
    while (true) {
      long full = fullAt.get(kind.index()); // once: what is checked is what is replaced
      long wait = wait(full, rate, tokens, now);
      if (wait > 0) {
        return wait;
      }
      long from = full - now > 0 ? full : now;
      if (fullAt.compareAndSet(kind.index(), full, from + rate.nanos(tokens))) {
        return 0;
      }
    }
  }

  /** As {@link #take}, but takes nothing. */
  long peek(Limited kind, long tokens, long now) {
    Rate rate = quota.rate(kind);
    return rate.unlimited() || tokens <= 0 ? 0 : wait(fullAt.get(kind.index()), rate, tokens, now);
  }

  private static long wait(long full, Rate rate, long tokens, long now) {
    long missing = Math.max(0, full - now);
    return Math.max(
        0, missing + rate.nanos(Math.min(tokens, rate.burst())) - rate.nanos(rate.burst()));
  }

  /** What was taken for something that was not done after all. */
  void giveBack(Limited kind, long tokens) {
    Rate rate = quota.rate(kind);
    if (!rate.unlimited() && tokens > 0) {
      fullAt.addAndGet(kind.index(), -rate.nanos(tokens));
    }
  }

  /** One session more; false if there are enough. */
  boolean enter() {
    while (true) {
      int there = sessions.get();
      if (there == FORGOTTEN || (quota.sessions() > 0 && there >= quota.sessions())) {
        return false;
      }
      if (sessions.compareAndSet(there, there + 1)) {
        return true;
      }
    }
  }

  /** Whether {@link #enter} would do. */
  boolean hasRoom() {
    return quota.sessions() <= 0 || sessions.get() < quota.sessions();
  }

  void leave() {
    sessions.decrementAndGet();
  }

  boolean forgotten() {
    return sessions.get() == FORGOTTEN;
  }

  /** Whether nothing is lost with it; then nobody enters any more. */
  boolean forget(long now) {
    for (int i = 0; i < fullAt.length(); i++) {
      if (fullAt.get(i) - now > 0) {
        return false;
      }
    }
    return sessions.compareAndSet(0, FORGOTTEN);
  }
}
