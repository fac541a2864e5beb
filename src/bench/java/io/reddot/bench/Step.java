package io.reddot.bench;

import java.util.Locale;

/**
 * What one rate gave. Immutable.
 *
 * @param complete every message has reached every client
 */
record Step(double rate, double deliveries, double p99, Stopwatch.Lap lap, boolean complete) {
  static final double LATEST_MILLIS = 100;

  /** A server that is overloaded is later than this within a second or two. */
  private static final double OVERLOADED_MILLIS = 500;

  boolean held() {
    return complete && p99 <= LATEST_MILLIS && !loadBound();
  }

  /** Whether a pause of the machine may be the reason why it was not held. */
  boolean doubtful() {
    return !held() && !loadBound() && p99 < OVERLOADED_MILLIS;
  }

  boolean loadBound() {
    return lap.loadPercent() > Measures.BUSIEST_LOAD_PERCENT;
  }

  /** Why it was not held. */
  String reason() {
    if (loadBound()) {
      return "the load was too busy";
    }
    return complete
        ? String.format(Locale.ROOT, "p99 was %.0f ms", p99)
        : "clients were disconnected, or messages did not arrive";
  }
}
