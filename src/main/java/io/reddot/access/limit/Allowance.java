package io.reddot.access.limit;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one user, or one address, may still do: a token bucket for each kind, and its sessions. With
 * full buckets and without sessions it equals a new one, so it can be forgotten. Thread-safe,
 * without locks.
 */
final class Allowance {
  private static final int FORGOTTEN = -1;

  private final Quota quota;
  private final TokenBuckets buckets;

  /** How many there are, or {@link #FORGOTTEN}. */
  private final AtomicInteger sessions = new AtomicInteger();

  /**
   * @param now on the clock that all calls use, which only goes forward, in nanoseconds
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

  /** Returns tokens that were taken for something that was not done. */
  void giveBack(Limited kind, long tokens) {
    buckets.giveBack(kind.index(), tokens);
  }

  /** Counts one session more; false if there are enough. */
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

  /** Forgets the allowance if nothing is lost with it; no session can enter it then. */
  boolean forget(long now) {
    return buckets.areFull(now) && sessions.compareAndSet(0, FORGOTTEN);
  }
}
