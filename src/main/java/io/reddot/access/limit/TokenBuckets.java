package io.reddot.access.limit;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The rate limiter: a token bucket for each of several rates.
 *
 * <p>A bucket is one number: the moment when it is full again (the generic cell rate algorithm). So
 * nothing has to refill it, and a full bucket equals a new one. A call for more tokens than a
 * bucket can hold needs a full bucket and leaves a debt, so it is not refused forever.
 *
 * <p>Bucket4j does not fit: it never grants a call for more than a bucket's size, and it leaves the
 * larger part of the work, keeping a bounded number of buckets, to its user. Thread-safe, without
 * locks.
 */
public final class TokenBuckets {
  private final List<Rate> rates;
  private final AtomicLongArray fullAt;

  /**
   * @param rates one for each bucket; not copied, because many owners share them
   * @param now the time in nanoseconds, on the monotonic clock that all calls use
   */
  public TokenBuckets(List<Rate> rates, long now) {
    this.rates = rates;
    long[] full = new long[rates.size()];
    Arrays.fill(full, now);
    this.fullAt = new AtomicLongArray(full);
  }

  /**
   * Takes {@code tokens} from a bucket, all or none.
   *
   * @return 0 if they were taken; otherwise the nanoseconds until they are available, unless
   *     another call takes them first
   */
  public long take(int bucket, long tokens, long now) {
    Rate rate = rates.get(bucket);
    if (rate.unlimited() || tokens <= 0) {
      return 0;
    }
    while (true) {
      long full = fullAt.get(bucket); // read once: the value that is checked is replaced
      long wait = wait(full, rate, tokens, now);
      if (wait > 0) {
        return wait;
      }
      long from = full - now > 0 ? full : now;
      if (fullAt.compareAndSet(bucket, full, from + rate.nanos(tokens))) {
        return 0;
      }
    }
  }

  /** As {@link #take}, but takes nothing. */
  long peek(int bucket, long tokens, long now) {
    Rate rate = rates.get(bucket);
    return rate.unlimited() || tokens <= 0 ? 0 : wait(fullAt.get(bucket), rate, tokens, now);
  }

  private static long wait(long full, Rate rate, long tokens, long now) {
    long missing = Math.max(0, full - now);
    return Math.max(
        0, missing + rate.nanos(Math.min(tokens, rate.burst())) - rate.nanos(rate.burst()));
  }

  /** Gives back tokens that were taken for work that was not done. */
  void giveBack(int bucket, long tokens) {
    Rate rate = rates.get(bucket);
    if (!rate.unlimited() && tokens > 0) {
      fullAt.addAndGet(bucket, -rate.nanos(tokens));
    }
  }

  boolean areFull(long now) {
    for (int i = 0; i < fullAt.length(); i++) {
      if (fullAt.get(i) - now > 0) {
        return false;
      }
    }
    return true;
  }
}
