package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  /** In which the processor time advances: 10 ms on two processors. */
  private static final long TICK = Duration.ofMillis(5).toNanos();

  private long now = 1_000;
  private long processor = 5_000;

  private Pace pace(double utilization) {
    return new Pace(utilization, () -> processor, () -> now);
  }

  private void turn(Duration elapsed, Duration busy) {
    now += elapsed.toNanos();
    processor += busy.toNanos();
  }

  @Test
  void aShortBurstLeavesAtOnce() {
    Pace pace = pace(0.5);
    for (int step = 0; step < 4; step++) {
      pace.begin();
      pace.commits(1);
      turn(Duration.ofMillis(5), Duration.ofMillis(5));
      assertEquals(Duration.ZERO, pace.rest());
    }
  }

  @Test
  void restsUntilTheProcessorsWereIdleForTheirShare() {
    Pace pace = pace(0.5);
    pace.begin();
    turn(Duration.ofMillis(60), Duration.ofMillis(60));
    assertEquals(Duration.ofMillis(20), pace.rest()); // 20 ms were saved, 30 ms earned
    turn(Duration.ofMillis(20), Duration.ofMillis(4)); // the container was still writing
    assertEquals(Duration.ofMillis(8), pace.rest());
    turn(Duration.ofMillis(8), Duration.ZERO);
    assertEquals(Duration.ZERO, pace.rest());
  }

  @Test
  void takesTheTimeOfTheLaneWhereOtherProcessesUseTheMachine() {
    Pace pace = pace(0.5);
    pace.begin();
    turn(Duration.ofMillis(60), Duration.ofMillis(1));
    assertEquals(Duration.ofMillis(20), pace.rest());
  }

  /**
   * Steps that each cost 5 ms follow each other as the pace says.
   *
   * @param tick in which the pace sees the processor time advance
   * @return the mean time between two steps
   */
  private Duration period(int commitsPerSecond, long tick) {
    Pace pace = new Pace(0.5, () -> processor / tick * tick, () -> now);
    double due = 0;
    int steps = 2_000;
    long middle = 0;
    for (int step = 0; step < steps; step++) {
      middle = step == steps / 2 ? now : middle;
      pace.begin();
      pace.commits((int) due);
      due -= (int) due;
      long began = now;
      turn(Duration.ofMillis(1), Duration.ofMillis(1));
      Duration writes = Duration.ofMillis(4); // which the container does meanwhile
      for (Duration rest = pace.rest(); !rest.isZero(); rest = pace.rest()) {
        Duration busy = rest.compareTo(writes) < 0 ? rest : writes;
        turn(rest, busy);
        writes = writes.minus(busy);
      }
      turn(writes, writes);
      due += commitsPerSecond * (now - began) / 1e9;
      if (due < 1) { // waits for the next commit
        now += (long) ((1 - due) / commitsPerSecond * 1e9);
        due = 1;
      }
    }
    return Duration.ofNanos((now - middle) / (steps / 2));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5_000_000})
  void theBusierItIsTheMoreIsWrittenTogether(long tick) {
    assertEquals(50, period(20, tick).toMillis(), 1); // each commit at once
    assertEquals(20, period(50, tick).toMillis(), 1); // a quarter of the time is used
    assertEquals(20, period(200, tick).toMillis(), 3); // twice the allowed demand
    assertEquals(Pace.STRETCHED.toMillis(), period(400, tick).toMillis(), 3);
    assertEquals(Pace.STRETCHED.toMillis(), period(100_000, tick).toMillis(), 3);
  }

  /** A step for each commit, though the clock says of most steps that they cost nothing. */
  @Test
  void aClockThatIsCoarserThanAStepCausesNoRest() {
    Pace pace = new Pace(0.5, () -> processor / TICK * TICK, () -> now);
    for (int step = 0; step < 1_000; step++) {
      pace.begin();
      pace.commits(1);
      turn(Duration.ofMillis(1), Duration.ofMillis(1));
      assertEquals(Duration.ZERO, pace.rest(), "step " + step);
      turn(Duration.ofMillis(9), Duration.ofMillis(2));
    }
  }

  @Test
  void whatHappenedWhileNothingWasSentDelaysNothing() {
    Pace pace = pace(0.5);
    turn(Duration.ofSeconds(10), Duration.ofSeconds(4));
    pace.begin();
    pace.commits(1);
    turn(Duration.ofMillis(4), Duration.ofMillis(4));
    assertEquals(Duration.ZERO, pace.rest());
  }

  @Property
  void noStepIsDelayedForLong(
      @ForAll @DoubleRange(min = 0.1, max = 1) double utilization,
      @ForAll @LongRange(max = 10_000_000_000L) long elapsed,
      @ForAll @LongRange(max = 10_000_000_000L) long busy) {
    Pace pace = pace(utilization);
    pace.begin();
    turn(Duration.ofNanos(elapsed), Duration.ofNanos(busy));
    Duration rest = pace.rest();
    assertTrue(rest.plusNanos(elapsed).compareTo(Pace.LONGEST) <= 0 || rest.isZero());
  }
}
