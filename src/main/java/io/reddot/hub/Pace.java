package io.reddot.hub;

import java.time.Duration;

/**
 * How long fan-out rests before its next step, so that a busy topic with many followers costs about
 * so many writes a second and not one for each message and follower: what comes meanwhile goes out
 * together. After a quiet moment nothing waits.
 *
 * <p>A write is a system call, which is most of what a delivery costs. Immutable.
 */
final class Pace {
  /** Nobody's message waits longer than this for company. */
  static final Duration LONGEST = Duration.ofMillis(125);

  private final long nanosPerWrite;

  /**
   * @param writesPerSecond 0: never rests
   */
  Pace(int writesPerSecond) {
    nanosPerWrite = writesPerSecond == 0 ? 0 : Duration.ofSeconds(1).toNanos() / writesPerSecond;
  }

  /**
   * The rest from the beginning of a step to that of the next.
   *
   * @param writes what the step cost: {@link io.reddot.session.Outlet#cost()} of each session
   */
  Duration after(int writes) {
    return Duration.ofNanos(Math.min(LONGEST.toNanos(), writes * nanosPerWrite));
  }
}
