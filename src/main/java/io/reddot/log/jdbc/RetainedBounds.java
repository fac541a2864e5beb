package io.reddot.log.jdbc;

import io.reddot.message.Problem;

/**
 * Bounds what is retained, by each user and in all. They hold in the transactions, so for all nodes
 * together. Immutable; 0 means unbounded.
 *
 * @param topics of one user that have a retained message
 * @param bytes their messages
 * @param allTopics of all users
 * @param allBytes their messages
 */
public record RetainedBounds(long topics, long bytes, long allTopics, long allBytes) {
  public static final RetainedBounds NONE = new RetainedBounds(0, 0, 0, 0);

  public static final RetainedBounds DEFAULT =
      new RetainedBounds(10_000, 64L << 20, 100_000, 1L << 30);

  /** Only growth is refused: a user that has more since a bound was lowered keeps it. */
  static void check(long before, long after, long bound, String what, String property) {
    if (after > before && bound > 0 && after > bound) {
      throw Problem.quota(what + " are retained", bound, property);
    }
  }
}
