package io.reddot.hub;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Computes how long a lane rests after a step, so that fan-out keeps the processors busy for no
 * more than a share of the time. Messages that arrive during the rest are written together: a write
 * is a system call, which is most of the cost of a delivery. Below that share there is no rest.
 *
 * <p>The cost of a step is the processor time of the whole process since the step began, divided by
 * the number of processors: the container's threads do most of the work of a write, and answer the
 * next request of a poll. It is at least the time that the lane took itself, which is longer when
 * other processes use the machine. For one thread.
 */
final class Pace {
  /** The longest time between the beginnings of two steps that is due to a rest. */
  static final Duration LONGEST = Duration.ofMillis(125);

  /** Shorter rests are not worth their wake-up. */
  private static final long SHORTEST_NANOS = Duration.ofNanos(200_000).toNanos();

  private final double utilization;
  private final LongSupplier processorNanos;
  private final LongSupplier nanos;

  private long began;
  private long processorTime;
  private long lane;

  /**
   * @param utilization the share, from above 0 to 1
   * @param processorNanos the processor time of the process, in nanoseconds for each processor
   * @param nanos as {@link System#nanoTime}
   */
  Pace(double utilization, LongSupplier processorNanos, LongSupplier nanos) {
    this.utilization = utilization;
    this.processorNanos = processorNanos;
    this.nanos = nanos;
  }

  /** A step begins. */
  void begin() {
    began = nanos.getAsLong();
    processorTime = processorNanos.getAsLong();
    lane = -1;
  }

  /** Returns the time until the next look; zero if the next step may begin. */
  Duration rest() {
    long elapsed = nanos.getAsLong() - began;
    if (lane < 0) {
      lane = elapsed;
    }
    long cost = Math.max(lane, processorNanos.getAsLong() - processorTime);
    long period = Math.min(LONGEST.toNanos(), (long) (cost / utilization));
    long rest = period - elapsed;
    return rest < SHORTEST_NANOS ? Duration.ZERO : Duration.ofNanos(rest);
  }
}
