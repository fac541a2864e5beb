package io.reddot.log.jdbc;

import io.reddot.message.Problem;

/**
 * Bounds what is retained, by each user and in total. The transactions enforce the bounds, so they
 * hold for all nodes together. Immutable; 0 means unbounded.
 *
 * @param topics the most topics with a retained message of one user
 * @param bytes the most bytes of one user's retained messages
 * @param allTopics the most topics with a retained message
 * @param allBytes the most bytes of all retained messages
 */
public record RetainedBounds(long topics, long bytes, long allTopics, long allBytes) {
  /** Refuses only growth: a user that has more than a bound that was lowered keeps it. */
  static void check(long before, long after, long bound, String what, String property) {
    if (after > before && bound > 0 && after > bound) {
      throw Problem.quota(what + " are retained", bound, property);
    }
  }
}
