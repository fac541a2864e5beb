package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.reddot.fixture.HandClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LagTest {
  private static final Duration TOLERATED = Duration.ofSeconds(10);

  private final HandClock clock = new HandClock();
  private final AtomicLong position = new AtomicLong();
  private final AtomicLong head = new AtomicLong();
  private final Lag lag = new Lag(position::get, head::get, TOLERATED, clock);

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      clock.turn(Duration.ofSeconds(1));
      lag.observe();
    }
  }

  @Test
  void anIdleLogIsNeverBehind() {
    pass(100);
    assertNull(lag.fault());
  }

  @Test
  void fanOutThatIsAlwaysSomeMessagesBehindKeepsUp() {
    for (int second = 0; second < 100; second++) {
      position.set(head.get());
      head.addAndGet(1_000);
      pass(1);
      assertNull(lag.fault());
    }
  }

  @Test
  void fanOutThatStandsStillIsBehindAfterTheToleratedTime() {
    head.set(1_234);
    pass(11);
    assertNull(lag.fault(), "the log had reached that position ten seconds ago");
    pass(1);
    assertEquals("Fan-out is 1,234 messages behind the log, for 11 seconds already.", lag.fault());
    position.set(1_234);
    assertNull(lag.fault());
  }

  @Test
  void fanOutThatIsSlowerThanTheLogIsBehindUntilItReachesAPositionInTime() {
    head.set(100);
    pass(1);
    for (int second = 0; second < 20; second++) {
      position.addAndGet(1);
      head.addAndGet(100);
      pass(1);
    }
    assertEquals("Fan-out is 80 messages behind the log, for 20 seconds already.", lag.fault());
    position.set(head.get());
    pass(1);
    assertNull(lag.fault());
  }
}
