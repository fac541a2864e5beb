package io.reddot.metrics;

/** A counter, one for each combination of its labels' values. Thread-safe. */
public final class Counter {
  private final io.prometheus.metrics.core.metrics.Counter counter;

  Counter(io.prometheus.metrics.core.metrics.Counter counter) {
    this.counter = counter;
  }

  /**
   * Returns the count under these values, for a caller that counts often.
   *
   * @param values the values of all labels, in their order
   */
  public Count of(String... values) {
    return new Count(counter.labelValues(values));
  }

  /** Counts one under these values of all labels. */
  public void count(String... values) {
    counter.labelValues(values).inc();
  }
}
