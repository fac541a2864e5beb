package io.reddot.access.limit;

/**
 * The rate at which something may happen.
 *
 * @param perSecond the number allowed in the long run; 0 is unlimited
 * @param burst the number allowed at once after a pause
 */
public record Rate(long perSecond, long burst) {
  static final Rate UNLIMITED = new Rate(0, 0);

  boolean unlimited() {
    return perSecond <= 0;
  }

  /** Returns the time in which this number of tokens accrues, in nanoseconds; at least 1. */
  long nanos(long tokens) {
    return Math.max(1, Math.round(1e9 * tokens / perSecond));
  }
}
