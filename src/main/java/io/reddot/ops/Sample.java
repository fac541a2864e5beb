package io.reddot.ops;

import java.util.Map;

/**
 * What a node did in a second, and what it has at its end. Immutable.
 *
 * @param at the end of that second, in seconds since 1970
 * @param values by the name of the series; in a series with parts, a slash separates the part. NaN
 *     stands for no value
 */
record Sample(long at, Map<String, Double> values) {
  /** Messages of callers that were stored, a second. */
  static final String PUBLISHED = "published";

  /** Messages that were written to sessions or answered to polls, a second. */
  static final String DELIVERED = "delivered";

  /** Sessions by transport. */
  static final String SESSIONS = "sessions/";

  /** Half of the messages were written within this time after their commit, in milliseconds. */
  static final String P50 = "p50";

  /** As {@link #P50}, for 99 of 100 messages. */
  static final String P99 = "p99";

  /** Goodbyes in that second, by reason. */
  static final String GOODBYES = "goodbyes/";

  /** The requests that marked messages of inboxes, since the start of the node. */
  static final String MARKS = "marks";

  /** The nodes that are alive, as far as this one knows. */
  static final String NODES = "nodes";

  static final String OUTBOX = "outboxBytes";
  static final String LOG = "logBytes";

  Sample {
    values = Map.copyOf(values);
  }

  double value(String name) {
    return values.getOrDefault(name, 0.0);
  }
}
