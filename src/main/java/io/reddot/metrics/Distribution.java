package io.reddot.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;

/** A distribution of values, as a histogram. Thread-safe. */
public final class Distribution {
  private final DistributionDataPoint point;

  Distribution(Histogram histogram) {
    this.point = histogram;
    histogram.initLabelValues();
  }

  public void observe(double value) {
    point.observe(value);
  }

  /** Observes the time since {@code began}, as {@link System#nanoTime}, in seconds. */
  public void observeSince(long began) {
    point.observe((System.nanoTime() - began) / 1e9);
  }
}
