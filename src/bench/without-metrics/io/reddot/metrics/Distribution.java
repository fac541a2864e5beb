package io.reddot.metrics;

import io.prometheus.metrics.core.metrics.Histogram;

/** Observes nothing, in the place of the class that does. */
public final class Distribution {
  Distribution(Histogram histogram) {}

  public void observe(double value) {}

  public void observeSince(long began) {}
}
