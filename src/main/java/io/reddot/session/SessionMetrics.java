package io.reddot.session;

import io.reddot.metrics.Counter;
import io.reddot.metrics.Metrics;

/** The counters of what sessions do. Stateless. */
final class SessionMetrics {
  static final Counter DELIVERIES =
      Metrics.counter("reddot_deliveries", "Messages that were written to sessions.", "transport");

  static final Counter WRITES =
      Metrics.counter(
          "reddot_writes", "Writes to sessions; each carries one or more envelopes.", "transport");

  static final Counter GOODBYES =
      Metrics.counter(
          "reddot_goodbyes",
          "Sessions that the server ended, by the code of the goodbye.",
          "transport",
          "code");

  private SessionMetrics() {}
}
