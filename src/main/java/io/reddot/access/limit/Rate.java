package io.reddot.access.limit;

/**
 * How often something may happen.
 *
 * @param perSecond in the long run; 0: unlimited
 * @param burst at once, after a rest
 */
public record Rate(long perSecond, long burst) {
  static final Rate UNLIMITED = new Rate(0, 0);

  boolean unlimited() {
    return perSecond <= 0;
  }

  /** Returns how long this number of tokens takes, in nanoseconds; at least 1. */
  long nanos(long tokens) {
    return Math.max(1, Math.round(1e9 * tokens / perSecond));
  }
}
