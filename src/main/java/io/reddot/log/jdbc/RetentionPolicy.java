package io.reddot.log.jdbc;

import java.time.Duration;

/**
 * The age and number of messages that retention keeps.
 *
 * @param age messages that are older are deleted
 * @param messages the largest number of messages that are kept
 * @param events the largest number of events of the server that are kept
 * @param userPercent a user who has more than this percentage of either number loses rows first
 */
public record RetentionPolicy(Duration age, long messages, long events, int userPercent) {
  public static final long EVENTS = 1_000_000;
  public static final int USER_PERCENT = 10;

  public RetentionPolicy(Duration age, long messages) {
    this(age, messages, EVENTS, USER_PERCENT);
  }

  /** Returns the largest number of rows of a kind that are kept. */
  long most(Kept.Kind kind) {
    return kind == Kept.Kind.MESSAGE ? messages : events;
  }

  /** Returns the number of rows of a kind that a user keeps in any case. */
  long share(Kept.Kind kind) {
    return Math.max(1, most(kind) / 100 * userPercent + most(kind) % 100 * userPercent / 100);
  }
}
