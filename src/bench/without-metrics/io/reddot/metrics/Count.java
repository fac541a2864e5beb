package io.reddot.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;

/** Counts nothing, in the place of the class that does. */
public final class Count {
  Count(CounterDataPoint point) {}

  public void addNanos(long nanos) {}

  public void add(long more) {}
}
