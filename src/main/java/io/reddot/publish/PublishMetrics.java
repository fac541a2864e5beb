package io.reddot.publish;

import io.reddot.metrics.Count;
import io.reddot.metrics.Counter;
import io.reddot.metrics.Distribution;
import io.reddot.metrics.Metrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The metrics of publications. Stateless. */
final class PublishMetrics {
  private static final Counter PUBLISHED =
      Metrics.counter(
          "reddot_published_messages",
          "Messages that callers published: stored, scheduled, duplicate, failed or refused.",
          "outcome");

  private static final Count STORED = PUBLISHED.of("stored");
  private static final Count SCHEDULED = PUBLISHED.of("scheduled");
  private static final Count DUPLICATE = PUBLISHED.of("duplicate");
  private static final Count FAILED = PUBLISHED.of("failed");
  private static final Count REFUSED = PUBLISHED.of("refused");

  private static final Distribution SECONDS =
      Metrics.seconds(
          "reddot_publish_seconds", "Time from the checks of a publication until its outcome.");

  private PublishMetrics() {}

  /** Counts messages that the checks refused. */
  static void refused(int messages) {
    REFUSED.add(messages);
  }

  /**
   * Counts the outcome of a publication.
   *
   * @param began when its checks were done, as {@link System#nanoTime}
   * @param outcome null if it failed
   */
  static void ended(long began, int messages, @Nullable List<Acceptance> outcome) {
    SECONDS.observeSince(began);
    if (outcome == null) {
      FAILED.add(messages);
      return;
    }
    for (Acceptance one : outcome) {
      (one.duplicate() ? DUPLICATE : one instanceof Acceptance.Scheduled ? SCHEDULED : STORED)
          .add(1);
    }
  }
}
