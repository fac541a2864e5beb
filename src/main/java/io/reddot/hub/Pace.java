package io.reddot.hub;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Computes how long a lane rests after a step. Messages that arrive during the rest are written
 * together: a write is a system call, which is most of the cost of a delivery.
 *
 * <p>The cost of a step is the processor time of the whole process since the step began, divided by
 * the number of processors: the container's threads do most of the work of a write, and answer the
 * next request of a poll. It is at least the time that the lane took itself, which is longer when
 * other processes use the machine.
 *
 * <p>The demand is the share of the processors that one step for each commit would cost. While it
 * is below the set utilization, steps follow each other at once or nearly so. Beyond it, the time
 * between two steps grows with the demand, up to {@link #STRETCHED}: with twice the demand, a lane
 * makes half as many steps. So the busier the node is, the more processor time it leaves to
 * publishers, requests and other processes. The bound keeps work that has nothing to do with
 * fan-out, such as compilation, from being taken for demand. For one thread.
 */
final class Pace {
  /** The longest time between the beginnings of two steps that is due to a rest. */
  static final Duration LONGEST = Duration.ofMillis(125);

  /** The time to which demand alone stretches the time between the beginnings of two steps. */
  static final Duration STRETCHED = Duration.ofMillis(40);

  /** Shorter rests are not worth their wake-up. */
  private static final long SHORTEST_NANOS = Duration.ofNanos(200_000).toNanos();

  /** The time constant of the mean rate of commits, in nanoseconds. */
  private static final double MEMORY_NANOS = Duration.ofMillis(250).toNanos();

  private final double utilization;
  private final LongSupplier processorNanos;
  private final LongSupplier nanos;

  private long began;
  private long processorTime;
  private long lane;

  /** The mean rate of commits, for each nanosecond. */
  private double rate;

  /**
   * @param utilization the share, from above 0 to 1
   * @param processorNanos the processor time of the process, in nanoseconds for each processor
   * @param nanos as {@link System#nanoTime}
   */
  Pace(double utilization, LongSupplier processorNanos, LongSupplier nanos) {
    this.utilization = utilization;
    this.processorNanos = processorNanos;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  /** A step begins. */
  void begin() {
    long now = nanos.getAsLong();
    rate *= Math.exp((began - now) / MEMORY_NANOS);
    began = now;
    processorTime = processorNanos.getAsLong();
    lane = -1;
  }

  /** The step has the messages of so many commits. */
  void commits(int commits) {
    rate += commits / MEMORY_NANOS;
  }

  /** Returns the time until the next look; zero if the next step may begin. */
  Duration rest() {
    long elapsed = nanos.getAsLong() - began;
    if (lane < 0) {
      lane = elapsed;
    }
    double cost = Math.max(lane, processorNanos.getAsLong() - processorTime);
    double demand = cost * rate;
    double needed = Math.min(cost / utilization, (double) LONGEST.toNanos());
    double stretched = Math.min(needed * demand / utilization, (double) STRETCHED.toNanos());
    long rest = (long) Math.max(needed, stretched) - elapsed;
    return rest < SHORTEST_NANOS ? Duration.ZERO : Duration.ofNanos(rest);
  }
}
