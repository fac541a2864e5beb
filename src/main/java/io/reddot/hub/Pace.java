package io.reddot.hub;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Computes how long a lane rests after a step. Messages that arrive during the rest are written
 * together: a write is a system call, which is most of the cost of a delivery.
 *
 * <p>The measure is the processor time of the whole process, as a share of all processors: the
 * container's threads do most of the work of a write, and answer the next request of a poll. The
 * clock of that time advances in units of 10 ms, which is longer than a step; therefore no single
 * step is measured. Two rules follow from the measure:
 *
 * <ul>
 *   <li>Credit. Time earns credit at the set utilization, processor time spends it. A lane rests
 *       while the credit is negative, so the node stays below the utilization. Up to {@link #BURST}
 *       is saved, so a short burst leaves at once.
 *   <li>Demand: the share of the processors that one step for each commit would use, which is the
 *       mean utilization times the mean number of commits in a step. Beyond the set utilization,
 *       the time between two steps grows with the demand, up to {@link #STRETCHED}: with twice the
 *       demand, a lane makes half as many steps. So the busier the node is, the more processor time
 *       it leaves to publishers, requests and other processes. The bound keeps work that has
 *       nothing to do with fan-out, such as compilation, from being taken for demand.
 * </ul>
 *
 * <p>The time that the lane takes itself counts at least, which is longer than its processor time
 * when other processes use the machine. For one thread.
 */
final class Pace {
  /** The longest time between the beginnings of two steps that is due to a rest. */
  static final Duration LONGEST = Duration.ofMillis(125);

  /** The time to which demand alone stretches the time between the beginnings of two steps. */
  static final Duration STRETCHED = Duration.ofMillis(40);

  /** The processor time that may be used at once before a lane rests. */
  static final Duration BURST = Duration.ofMillis(20);

  /** Shorter rests are not worth their wake-up. */
  private static final long SHORTEST_NANOS = Duration.ofNanos(200_000).toNanos();

  /** The unit in which the processor time of one processor advances, in nanoseconds. */
  private static final double TICK = nanos(Duration.ofMillis(10));

  /** The time constant of the means, in nanoseconds. */
  private static final double MEMORY_NANOS = nanos(Duration.ofMillis(250));

  private final double utilization;
  private final LongSupplier processorNanos;
  private final LongSupplier nanos;

  /** When the present step began. */
  private long began;

  /** Whether the time that the lane took for the present step has been counted. */
  private boolean counted;

  /** The time until the next step that the demand asks for, in nanoseconds. */
  private double stretched;

  private long seen;
  private long seenProcessor;

  /** Time of the lane that was counted, and that the clock may show yet, in nanoseconds. */
  private double ahead;

  /** Processor time that may be used before the lane rests, in nanoseconds. */
  private double credit = nanos(BURST);

  /** Recent processor time, in nanoseconds; this and the following decay with time. */
  private double busy;

  private double commits;
  private double steps;

  /**
   * @param utilization the share, from above 0 to 1
   * @param processorNanos the processor time of the process, in nanoseconds for each processor
   * @param nanos as {@link System#nanoTime}
   */
  Pace(double utilization, LongSupplier processorNanos, LongSupplier nanos) {
    this.utilization = utilization;
    this.processorNanos = processorNanos;
    this.nanos = nanos;
    this.seen = nanos.getAsLong();
    this.seenProcessor = processorNanos.getAsLong();
    this.began = seen;
  }

  /** A step begins. */
  void begin() {
    look(0);
    stretched = stretched();
    steps++;
    began = seen;
    counted = false;
  }

  /** The step has the messages of so many commits. */
  void commits(int more) {
    commits += more;
  }

  /** Returns the time until the next look; zero if the next step may begin. */
  Duration rest() {
    look(counted ? 0 : nanos.getAsLong() - began);
    counted = true;
    double elapsed = (double) (seen - began);
    double owed = -credit / utilization;
    double rest = Math.max(owed, stretched - elapsed);
    long due = (long) Math.min(rest, nanos(LONGEST) - elapsed);
    return due < SHORTEST_NANOS ? Duration.ZERO : Duration.ofNanos(due);
  }

  private double stretched() {
    if (busy * commits <= utilization * steps * MEMORY_NANOS) {
      return 0;
    }
    double demand = busy / MEMORY_NANOS * commits / steps;
    double needed = busy / steps / utilization; // the time in which a step uses its share
    return Math.min(needed * demand / utilization, nanos(STRETCHED));
  }

  /**
   * Counts the time since the last look.
   *
   * @param least the processor time that it counts as at least
   */
  private void look(long least) {
    long now = nanos.getAsLong();
    long processor = processorNanos.getAsLong();
    double passed = (double) (now - seen);
    double clocked = (double) (processor - seenProcessor);
    double shown = Math.max(0, clocked - ahead);
    double used = Math.max(shown, (double) least);
    ahead = Math.min(Math.max(0, ahead - clocked) + used - shown, TICK);
    seen = now;
    seenProcessor = processor;
    if (passed <= 0) {
      return;
    }
    double left = Math.exp(-passed / MEMORY_NANOS);
    busy = busy * left + used * (1 - left) * MEMORY_NANOS / passed;
    commits *= left;
    steps *= left;
    credit = Math.min(credit + utilization * passed - used, nanos(BURST));
    credit = Math.max(credit, -utilization * nanos(LONGEST));
  }

  private static double nanos(Duration duration) {
    return (double) duration.toNanos();
  }
}
