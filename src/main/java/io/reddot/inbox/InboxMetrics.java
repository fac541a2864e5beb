package io.reddot.inbox;

import io.reddot.message.Mark;
import io.reddot.metrics.Count;
import io.reddot.metrics.Counter;
import io.reddot.metrics.Metrics;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The metrics of inboxes. Thread-safe. */
final class InboxMetrics {
  private static final Counter MARKS =
      Metrics.counter(
          "reddot_inbox_marks", "Requests that marked messages of inboxes, by the mark.", "mark");

  private static final Map<Mark, Count> BY_MARK = new EnumMap<>(Mark.class);

  static {
    for (Mark mark : Mark.values()) {
      BY_MARK.put(mark, MARKS.of(mark.event()));
    }
  }

  private InboxMetrics() {}

  /** Shows the counters, as 0. */
  static void load() {
    marked(Mark.READ, 0);
  }

  static void marked(Mark mark, int requests) {
    Objects.requireNonNull(BY_MARK.get(mark)).add(requests);
  }
}
