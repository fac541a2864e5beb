package io.reddot.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;

/** One count of a {@link Counter}. Thread-safe, without locks. */
public final class Count {
  private final CounterDataPoint point;

  Count(CounterDataPoint point) {
    this.point = point;
  }

  /** Adds a time, to a counter of seconds. */
  public void addNanos(long nanos) {
    if (nanos > 0) {
      point.inc(nanos / 1e9);
    }
  }

  /**
   * @param more not negative
   */
  public void add(long more) {
    if (more > 0) {
      point.inc(more);
    }
  }
}
