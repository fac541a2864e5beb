package io.reddot.session;

import java.time.Duration;

/**
 * When a session wrote, beat and was answered last, and what follows from that. Times are
 * milliseconds of the epoch; as objects they would be made anew for each write. Not thread-safe:
 * the session's lock guards it.
 */
final class Pulse {
  private static final long NEVER = Long.MAX_VALUE;

  private final SessionLimits limits;
  private final boolean answered;
  private long lastWrite;
  private long lastBeat;

  /** When the first heartbeat was sent that has no answer yet. */
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

  /** The client has shown that it lives. */
  void heard() {
    unanswered = NEVER;
  }

  /**
   * @param writing whether a write is under way
   */
  boolean lost(long now, boolean writing) {
    return (writing && passed(lastWrite, limits.writeTimeout(), now))
        || (unanswered != NEVER && passed(unanswered, limits.silence(), now));
  }

  /**
   * Who answers heartbeats needs them on a busy stream, too: that it takes what is written says
   * nothing of the one behind the socket.
   */
  boolean due(long now) {
    return passed(answered ? lastBeat : lastWrite, limits.heartbeat(), now);
  }

  private static boolean passed(long since, Duration time, long now) {
    return now - since >= time.toMillis();
  }
}
