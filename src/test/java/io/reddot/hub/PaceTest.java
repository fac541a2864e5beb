package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PaceTest {
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
  void doesNotRestWhileTheProcessorsAreIdle() {
    Pace pace = pace(0.7);
    pace.begin();
    turn(Duration.ofMillis(20), Duration.ofMillis(10));
    assertTrue(pace.rest().compareTo(Duration.ofMillis(9)) < 0);
    turn(Duration.ofMillis(9), Duration.ZERO);
    assertEquals(Duration.ZERO, pace.rest());
  }

  @Test
  void restsUntilTheProcessorsWereIdleForTheirShare() {
    Pace pace = pace(0.5);
    pace.begin();
    turn(Duration.ofMillis(10), Duration.ofMillis(10));
    assertEquals(Duration.ofMillis(10), pace.rest());
    turn(Duration.ofMillis(10), Duration.ofMillis(4)); // the container was still writing
    assertEquals(Duration.ofMillis(8), pace.rest());
    turn(Duration.ofMillis(8), Duration.ZERO);
    assertEquals(Duration.ZERO, pace.rest());
  }

  @Test
  void takesTheTimeOfTheLaneWhereOtherProcessesUseTheMachine() {
    Pace pace = pace(0.5);
    pace.begin();
    turn(Duration.ofMillis(10), Duration.ofMillis(1));
    assertEquals(Duration.ofMillis(10), pace.rest());
  }

  /** Steps that each cost 5 ms follow each other as the pace says; returns the time between two. */
  private Duration period(int commitsPerSecond) {
    Pace pace = pace(0.5);
    double due = 0;
    long began = now;
    Duration period = Duration.ZERO;
    for (int step = 0; step < 500; step++) {
      period = Duration.ofNanos(now - began);
      pace.begin();
      pace.commits((int) due);
      due -= (int) due;
      began = now;
      turn(Duration.ofMillis(5), Duration.ofMillis(5));
      for (Duration rest = pace.rest(); !rest.isZero(); rest = pace.rest()) {
        turn(rest, Duration.ZERO);
      }
      due += commitsPerSecond * (now - began) / 1e9;
      if (due < 1) { // waits for the next commit
        now += (long) ((1 - due) / commitsPerSecond * 1e9);
        due = 1;
      }
    }
    return period;
  }

  @Test
  void theBusierItIsTheMoreIsWrittenTogether() {
    assertEquals(50, period(20).toMillis(), 1); // each commit at once
    assertEquals(20, period(50).toMillis(), 1); // a quarter of the time is used
    assertTrue(period(200).toMillis() > 15, "twice the allowed demand");
    assertTrue(period(400).toMillis() > 30, "four times the allowed demand");
    assertEquals(Pace.STRETCHED.toMillis(), period(100_000).toMillis(), 1);
  }

  @Test
  void anExpensiveStepMayNeedMoreThanTheStretch() {
    Pace pace = pace(0.5);
    pace.begin();
    turn(Duration.ofMillis(50), Duration.ofMillis(50));
    assertEquals(Duration.ofMillis(50), pace.rest());
    turn(Duration.ofMillis(50), Duration.ofMillis(50));
    assertEquals(Duration.ofMillis(25), pace.rest());
  }

  @Test
  void oneLargeCommitIsNotDemand() {
    Pace pace = pace(0.5);
    turn(Duration.ofSeconds(1), Duration.ZERO);
    pace.begin();
    pace.commits(1);
    turn(Duration.ofMillis(4), Duration.ofMillis(4));
    assertEquals(Duration.ofMillis(4), pace.rest());
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
