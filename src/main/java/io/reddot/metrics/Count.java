package io.reddot.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;

/** One count of a {@link Counter}. Thread-safe, without locks. */
public final class Count {
  private final CounterDataPoint point;

  Count(CounterDataPoint point) {
    this.point = point;
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
