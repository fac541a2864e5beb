package io.reddot.log.jdbc;

import io.reddot.metrics.Count;
import io.reddot.metrics.Counter;
import io.reddot.metrics.Metrics;

/** The counts of what retention of this node has deleted. Stateless. */
final class RetentionMetrics {
  private static final Counter DELETED =
      Metrics.counter(
          "reddot_retention_deletions",
          "Messages and events that retention of this node has deleted, by cause.",
          "cause");

  static final Count AGE = DELETED.of("age");
  static final Count NUMBER = DELETED.of("number");
  static final Count EXPIRY = DELETED.of("expiry");

  private RetentionMetrics() {}
}
