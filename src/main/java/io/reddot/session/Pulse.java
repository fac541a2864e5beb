package io.reddot.session;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a session wrote, beat and was answered last, and what follows from that. Not thread-safe:
 * the session's lock guards it.
 */
final class Pulse {
  private final SessionLimits limits;
  private final boolean answered;
  private Instant lastWrite;
  private Instant lastBeat;

  /** When the first heartbeat was sent that has no answer yet. */
  private @Nullable Instant unanswered;

  /**
   * @param answered whether the client answers heartbeats
   */
  Pulse(SessionLimits limits, boolean answered, Instant now) {
    this.limits = limits;
    this.answered = answered;
    this.lastWrite = now;
    this.lastBeat = now;
  }

  void wrote(Instant now) {
    lastWrite = now;
  }

  void beat(Instant now) {
    lastBeat = now;
    lastWrite = now;
    if (answered && unanswered == null) {
      unanswered = now;
    }
  }

  /** The client has shown that it lives. */
  void heard() {
    unanswered = null;
  }

  /**
   * @param writing whether a write is under way
   */
  boolean lost(Instant now, boolean writing) {
    return (writing && passed(lastWrite, limits.writeTimeout(), now))
        || (unanswered != null && passed(unanswered, limits.silence(), now));
  }

  /**
   * Who answers heartbeats needs them on a busy stream, too: that it takes what is written says
   * nothing of the one behind the socket.
   */
  boolean due(Instant now) {
    return passed(answered ? lastBeat : lastWrite, limits.heartbeat(), now);
  }

  static boolean passed(Instant since, Duration time, Instant now) {
    return !now.isBefore(since.plus(time));
  }
}
