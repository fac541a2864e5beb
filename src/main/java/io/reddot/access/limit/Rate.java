package io.reddot.access.limit;

/**
 * How often something may happen.
 *
 * @param perSecond in the long run; 0: as often as it likes
 * @param burst at once, after a rest
 */
record Rate(long perSecond, long burst) {
  static final Rate UNLIMITED = new Rate(0, 0);

  boolean unlimited() {
    return perSecond <= 0;
  }

  /** In how long so many come, in nanoseconds; at least 1, so that nothing is free. */
  long nanos(long tokens) {
    return Math.max(1, Math.round(1e9 * tokens / perSecond));
  }
}
