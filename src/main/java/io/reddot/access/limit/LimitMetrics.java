package io.reddot.access.limit;

import io.reddot.metrics.Count;
import io.reddot.metrics.Counter;
import io.reddot.metrics.Metrics;

/** The metrics of limits. Stateless. */
final class LimitMetrics {
  static final String SESSIONS = "sessions";

  static final Counter EXCEEDED =
      Metrics.counter(
          "reddot_limits_exceeded",
          "Requests that a limit of a user or an address refused, by the last part of its setting.",
          "of",
          "limit");

  static final Count FAILED_LOGINS =
      Metrics.counter("reddot_failed_logins", "Credentials that were not valid.").of();

  private LimitMetrics() {}

  /** Shows the counts of a quota's limits, as 0. */
  static void load(Quota quota) {
    EXCEEDED.of(quota.whose(), SESSIONS).add(0);
    for (Limited kind : Limited.values()) {
      // a user's logins are counted by address only
      if (kind != Limited.FAILED_LOGINS || quota.whose().equals("address")) {
        EXCEEDED.of(quota.whose(), kind.property()).add(0);
      }
    }
  }
}
