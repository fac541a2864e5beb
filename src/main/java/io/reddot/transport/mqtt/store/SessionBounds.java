package io.reddot.transport.mqtt.store;

import io.reddot.message.Problem;

/**
 * Quotas for the stored sessions of one user. They are checked in transactions, so they apply to
 * all nodes together. 0 means unbounded.
 *
 * @param sessions the maximum number of sessions
 * @param sessionBytes the maximum size of the state of all of them, in bytes
 */
public record SessionBounds(long sessions, long sessionBytes) {
  /**
   * @param after the number of sessions that the user would have
   * @throws Problem (429) if the user may not have that many
   */
  void checkSessions(long after) {
    if (sessions > 0 && after > sessions) {
      throw Problem.quota("sessions of this user are stored", sessions, "user.stored-sessions");
    }
  }

  /**
   * @param after the bytes of state that the user's sessions would have
   * @throws Problem (429) if they may not have that many
   */
  void checkBytes(long after) {
    if (sessionBytes > 0 && after > sessionBytes) {
      throw Problem.quota(
          "bytes of the subscriptions of this user are stored",
          sessionBytes,
          "user.stored-session-bytes");
    }
  }
}
