package io.reddot.retained;

import io.reddot.config.Limiting;
import io.reddot.config.Settings;
import io.reddot.message.Problem;

/**
 * Bounds the retained messages, of each user and in total. The transactions enforce the bounds, so
 * they hold for all nodes together. Immutable; 0 means unbounded.
 *
 * @param topics the largest number of topics with a retained message of one user
 * @param bytes the largest size of one user's retained messages
 * @param allTopics the largest number of topics with a retained message
 * @param allBytes the largest size of all retained messages
 */
public record RetainedBounds(long topics, long bytes, long allTopics, long allBytes) {
  /** Returns the configured bounds. */
  static RetainedBounds of(Settings settings) {
    return new RetainedBounds(
        settings.get(Limiting.USER_RETAINED),
        settings.get(Limiting.USER_RETAINED_BYTES),
        settings.get(Limiting.RETAINED),
        settings.get(Limiting.RETAINED_BYTES));
  }

  /**
   * Refuses only growth: a user who exceeds a bound that was lowered keeps all retained messages.
   */
  static void check(long before, long after, long bound, String what, String property) {
    if (after > before && bound > 0 && after > bound) {
      throw Problem.quota(what, bound, property);
    }
  }
}
