package io.reddot.log.jdbc;

import io.reddot.metrics.Count;
import io.reddot.metrics.Distribution;
import io.reddot.metrics.Metrics;

/** The metrics of commits. Stateless. */
final class CommitMetrics {
  static final Count MESSAGES =
      Metrics.counter("reddot_messages", "Messages that this node has committed.").of();

  static final Count FAILURES =
      Metrics.counter("reddot_commit_failures", "Requests that could not be committed.").of();

  static final Distribution GROUPS =
      Metrics.distribution(
          "reddot_commit_requests",
          "Requests in a commit.",
          1,
          2,
          5,
          10,
          20,
          50,
          100,
          200,
          500,
          1_000);

  static final Distribution SECONDS =
      Metrics.seconds(
          "reddot_commit_seconds", "Time from a request until it is committed, with its wait.");

  private CommitMetrics() {}

  /** Shows the counters, as 0. */
  static void load() {
    MESSAGES.add(0);
    RetentionMetrics.AGE.add(0);
  }
}
