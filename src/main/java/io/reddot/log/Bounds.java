package io.reddot.log;

import io.reddot.message.Problem;

/**
 * How much one user, and all users together, can have kept beside the log. They hold in the
 * transactions, so on all nodes together. Immutable; 0 is: any number.
 *
 * @param sessions of one user that are stored
 * @param sessionBytes the state of all of them, in bytes
 * @param groups of one user that share messages
 * @param allGroups of all users
 * @param retained topics of one user that have a retained message
 * @param retainedBytes their messages, in bytes
 * @param allRetained topics of all users
 * @param allRetainedBytes their messages, in bytes
 * @param ledgerSessions of one user that the ledger remembers
 */
public record Bounds(
    long sessions,
    long sessionBytes,
    long groups,
    long allGroups,
    long retained,
    long retainedBytes,
    long allRetained,
    long allRetainedBytes,
    int ledgerSessions) {
  public static final Bounds NONE = new Bounds(0, 0, 0, 0, 0, 0, 0, 0, 0);

  public static final Bounds DEFAULT =
      new Bounds(200, 1 << 20, 100, 10_000, 10_000, 64L << 20, 100_000, 1L << 30, 2_000);

  /**
   * @param after how many there would be
   * @param bound 0: none
   */
  static boolean exceeded(long after, long bound) {
    return bound > 0 && after > bound;
  }

  /** Too many sessions of a user. */
  Problem tooManySessions() {
    return full("sessions of this user are stored", sessions, "user.stored-sessions");
  }

  Problem tooMuchState() {
    return full(
        "bytes of the subscriptions of this user are stored",
        sessionBytes,
        "user.stored-session-bytes");
  }

  Problem tooManyGroups() {
    return full("groups of this user share subscriptions", groups, "user.share-groups");
  }

  Problem tooManyGroupsInAll() {
    return full("groups share subscriptions", allGroups, "share-groups");
  }

  /** It names what there is no room for, and for the administrator what to change. */
  static Problem full(String what, long most, String property) {
    return new Problem(429, "At most %,d %s (reddot.limit.%s).".formatted(most, what, property));
  }
}
