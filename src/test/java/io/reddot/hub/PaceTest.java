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
