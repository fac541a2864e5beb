package io.reddot.hub;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Notices that this node stood still, as a paused virtual machine or a long garbage collection
 * makes it, or that its clock was set. Without it, every client would then be disconnected at once:
 * the answers to heartbeats wait unread in the kernel while their deadlines pass. For one thread.
 */
final class Stalls {
  private static final System.Logger LOGGER = System.getLogger(Stalls.class.getName());

  /** The time that should pass between two beats. */
  private static final Duration BEAT = Duration.ofSeconds(1);

  /** A beat that is later than this is a stall; a busy node is late by less. */
  private static final Duration LATE = Duration.ofSeconds(3);

  private final InstantSource clock;
  private Instant last;

  Stalls(InstantSource clock) {
    this.clock = clock;
    this.last = clock.instant();
  }

  /**
   * Called once a second; logs a stall.
   *
   * @return how long this node stood still since the last call; negative if its clock was set back;
   *     usually zero
   */
  Duration beat() {
    Instant now = clock.instant();
    Duration passed = Duration.between(last, now);
    last = now;
    if (!passed.isNegative() && passed.compareTo(LATE) <= 0) {
      return Duration.ZERO;
    }
    Duration stall = passed.minus(BEAT);
    LOGGER.log(
        Level.WARNING,
        "this node stood still, or its clock was set, for {0} seconds; deadlines of its clients"
            + " are moved by that",
        stall.toSeconds());
    return stall;
  }
}
