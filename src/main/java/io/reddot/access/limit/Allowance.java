package io.reddot.access.limit;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what one user, or one address, may still do: a token bucket for each kind of work, and the
 * number of sessions. An allowance with full buckets and no sessions equals a new one, so it can be
 * forgotten. Thread-safe, without locks.
 */
final class Allowance {
  private static final int FORGOTTEN = -1;

  private final Quota quota;
  private final TokenBuckets buckets;

  /** The number of open sessions, or {@link #FORGOTTEN}. */
  private final AtomicInteger sessions = new AtomicInteger();

  /**
   * @param now the time in nanoseconds, on the monotonic clock that all calls use
   */
  Allowance(Quota quota, long now) {
    this.quota = quota;
    this.buckets = new TokenBuckets(quota.rates(), now);
  }

  /** As {@link TokenBuckets#take}. */
  long take(Limited kind, long tokens, long now) {
    return buckets.take(kind.index(), tokens, now);
  }

  /** As {@link #take}, but takes nothing. */
  long peek(Limited kind, long tokens, long now) {
    return buckets.peek(kind.index(), tokens, now);
  }

  /** Gives back tokens that were taken for work that was not done. */
  void giveBack(Limited kind, long tokens) {
    buckets.giveBack(kind.index(), tokens);
  }

  /**
   * Counts one more session. Returns false if the limit is reached or the allowance was forgotten.
   */
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

  /** Whether {@link #enter} would succeed. */
  boolean hasRoom() {
    return quota.sessions() <= 0 || sessions.get() < quota.sessions();
  }

  void leave() {
    sessions.decrementAndGet();
  }

  boolean forgotten() {
    return sessions.get() == FORGOTTEN;
  }

  /** Forgets the allowance if that loses nothing; no session can enter it afterwards. */
  boolean forget(long now) {
    return buckets.areFull(now) && sessions.compareAndSet(0, FORGOTTEN);
  }
}
