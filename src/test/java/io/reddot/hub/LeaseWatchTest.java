package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.HandClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeaseWatchTest {
  private final HandClock clock = new HandClock();
  private final LeaseWatch watch = new LeaseWatch(Duration.ofSeconds(12), clock);

  private Map<String, Long> after(int seconds, Map<String, Long> renewals) {
    clock.turn(Duration.ofSeconds(seconds));
    return watch.ended(renewals);
  }

  @Test
  void aLeaseEndsATermAfterItsLastRenewal() {
    assertEquals(Map.of(), after(0, Map.of("a", 1L, "b", 7L)));
    assertEquals(Map.of(), after(4, Map.of("a", 2L, "b", 7L)));
    assertEquals(Map.of(), after(4, Map.of("a", 3L, "b", 7L)));
    assertEquals(Map.of("b", 7L), after(4, Map.of("a", 4L, "b", 7L)));
    assertEquals(Map.of(), after(4, Map.of("a", 5L, "b", 8L)), "it was renewed after all");
  }

  @Test
  void aLeaseThatWasEndedByAnotherNodeIsForgotten() {
    assertEquals(Map.of(), after(0, Map.of("b", 7L)));
    assertEquals(Map.of(), after(6, Map.of()));
    assertEquals(Map.of(), after(6, Map.of("b", 7L)), "it is new");
  }

  /** While the database is down no node can renew its lease. */
  @Test
  void anObserverThatCouldNotLookGivesAllAFullTerm() {
    assertEquals(Map.of(), after(0, Map.of("b", 7L)));
    assertEquals(Map.of(), after(60, Map.of("b", 7L)));
    assertEquals(Map.of(), after(6, Map.of("b", 7L)));
    assertEquals(Map.of("b", 7L), after(6, Map.of("b", 7L)));
  }
}
