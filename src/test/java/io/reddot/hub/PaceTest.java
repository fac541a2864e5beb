package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void restsInProportionToWhatWasWrittenButNotForLong() {
    Pace pace = new Pace(25_000);
    assertEquals(Duration.ZERO, pace.after(0));
    assertEquals(Duration.ofNanos(40_000), pace.after(1));
    assertEquals(Duration.ofMillis(40), pace.after(1_000));
    assertEquals(Pace.LONGEST, pace.after(100_000));
  }

  @Test
  void canBeToldNeverToRest() {
    assertEquals(Duration.ZERO, new Pace(0).after(100_000));
  }
}
