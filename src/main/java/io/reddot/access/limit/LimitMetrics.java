package io.reddot.access.limit;

import io.reddot.metrics.Count;
import io.reddot.metrics.Counter;
import io.reddot.metrics.Metrics;

/** The metrics of limits. Stateless. */
final class LimitMetrics {
  static final Counter EXCEEDED =
      Metrics.counter(
          "reddot_limits_exceeded",
          "Requests that a limit of a user or an address refused, by the last part of its setting.",
          "of",
          "limit");

  static final Count FAILED_LOGINS =
      Metrics.counter("reddot_failed_logins", "Credentials that were not valid.").of();

  private LimitMetrics() {}
}
