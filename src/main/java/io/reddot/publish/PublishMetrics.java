package io.reddot.publish;

import io.reddot.message.Submission;
import io.reddot.message.Utf8;
import io.reddot.metrics.Count;
import io.reddot.metrics.Counter;
import io.reddot.metrics.Distribution;
import io.reddot.metrics.Metrics;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The metrics of publications that come one way. Thread-safe. */
final class PublishMetrics {
  private static final Counter PUBLISHED =
      Metrics.counter(
          "reddot_published_messages",
          "Messages that callers published: stored, scheduled, duplicate, failed or refused.",
          "way",
          "outcome");

  private static final Counter BYTES =
      Metrics.counter(
          "reddot_published_bytes", "The data of published messages that were stored.", "way");

  private static final Distribution SECONDS =
      Metrics.seconds(
          "reddot_publish_seconds", "Time from the checks of a publication until its outcome.");

  private static final Map<Way, PublishMetrics> ALL = new EnumMap<>(Way.class);

  static {
    for (Way way : Way.values()) {
      ALL.put(way, new PublishMetrics(way.label()));
    }
  }

  private final Count stored;
  private final Count scheduled;
  private final Count duplicate;
  private final Count failed;
  private final Count refused;
  private final Count bytes;

  private PublishMetrics(String way) {
    this.stored = PUBLISHED.of(way, "stored");
    this.scheduled = PUBLISHED.of(way, "scheduled");
    this.duplicate = PUBLISHED.of(way, "duplicate");
    this.failed = PUBLISHED.of(way, "failed");
    this.refused = PUBLISHED.of(way, "refused");
    this.bytes = BYTES.of(way);
  }

  /** Returns the metrics of a way; the first call shows those of all ways, as 0. */
  static PublishMetrics of(Way way) {
    return Objects.requireNonNull(ALL.get(way));
  }

  /** Counts messages that the checks refused. */
  void refused(int messages) {
    refused.add(messages);
  }

  /** Counts messages that were stored by another path than {@link #ended}. */
  void stored(int messages, long dataBytes) {
    stored.add(messages);
    bytes.add(dataBytes);
  }

  void failed(int messages) {
    failed.add(messages);
  }

  /**
   * Counts the outcome of a publication.
   *
   * @param began when its checks were done, as {@link System#nanoTime}
   * @param outcome null if it failed
   */
  void ended(long began, List<Submission> messages, @Nullable List<Acceptance> outcome) {
    SECONDS.observeSince(began);
    if (outcome == null) {
      failed.add(messages.size());
      return;
    }
    for (int i = 0; i < outcome.size(); i++) {
      Acceptance one = outcome.get(i);
      if (one.duplicate()) {
        duplicate.add(1);
      } else if (one instanceof Acceptance.Scheduled) {
        scheduled.add(1);
      } else {
        stored(1, Utf8.length(messages.get(i).draft().data()));
      }
    }
  }
}
