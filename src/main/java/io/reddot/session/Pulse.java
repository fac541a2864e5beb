package io.reddot.session;

import java.time.Duration;

/**
 * The times of a session's last write, heartbeat and answer: they tell when a heartbeat is due and
 * whether the client is dead. Times are milliseconds since 1970, so that a write creates no object.
 * Not thread-safe: the session's lock guards it.
 */
final class Pulse {
  private static final long NEVER = Long.MAX_VALUE;

  private final SessionLimits limits;
  private final boolean answered;
  private long lastWrite;
  private long lastBeat;

  /** The time of the first heartbeat that has no answer yet. */
  private long unanswered = NEVER;

  /**
   * @param answered whether the client answers heartbeats
   */
  Pulse(SessionLimits limits, boolean answered, long now) {
    this.limits = limits;
    this.answered = answered;
    this.lastWrite = now;
    this.lastBeat = now;
  }

  void wrote(long now) {
    lastWrite = now;
  }

  void beat(long now) {
    lastBeat = now;
    lastWrite = now;
    if (answered && unanswered == NEVER) {
      unanswered = now;
    }
  }

  /** Notes that the client has answered, or has sent something else. */
  void heard() {
    unanswered = NEVER;
  }

  /**
   * Moves all times, because this node stood still or its clock was set: the client could not be
   * heard meanwhile.
   */
  void stalled(long millis) {
    lastWrite += millis;
    lastBeat += millis;
    unanswered += unanswered == NEVER ? 0 : millis;
  }

  /**
   * Whether the client is dead.
   *
   * @param writing whether a write is in progress
   */
  boolean lost(long now, boolean writing) {
    return (writing && passed(lastWrite, limits.writeTimeout(), now))
        || (unanswered != NEVER && passed(unanswered, limits.silence(), now));
  }

  /**
   * Whether a heartbeat is due. A client that answers heartbeats also gets them on a busy stream: a
   * kernel or a proxy may accept the written bytes although the client is dead.
   */
  boolean due(long now) {
    return passed(answered ? lastBeat : lastWrite, limits.heartbeat(), now);
  }

  private static boolean passed(long since, Duration time, long now) {
    return now - since >= time.toMillis();
  }
}
