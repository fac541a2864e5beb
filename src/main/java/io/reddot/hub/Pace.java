package io.reddot.hub;

import java.time.Duration;

/**
 * Computes the pause of fan-out after a step. It limits the rate of writes to about the configured
 * one: messages that arrive during the pause are written together, and not one by one to each
 * subscriber. After a quiet moment there is no pause.
 *
 * <p>A write is a system call, which is most of the cost of a delivery. Immutable.
 */
final class Pace {
  /** The longest pause: no message is delayed by more than this. */
  static final Duration LONGEST = Duration.ofMillis(125);

  private final long nanosPerWrite;

  /**
   * @param writesPerSecond 0 for no pause
   */
  Pace(int writesPerSecond) {
    nanosPerWrite = writesPerSecond == 0 ? 0 : Duration.ofSeconds(1).toNanos() / writesPerSecond;
  }

  /**
   * Returns the time from the start of a step to the start of the next.
   *
   * @param writes the cost of the step: {@link io.reddot.session.Outlet#cost()} of each session
   */
  Duration after(int writes) {
    return Duration.ofNanos(Math.min(LONGEST.toNanos(), writes * nanosPerWrite));
  }
}
