package io.reddot.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.HandClock;
import io.reddot.ops.Watch.Heard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchTest {
  private final HandClock clock = new HandClock();
  private final AtomicLong head = new AtomicLong(10);
  private final List<Heard> log = new ArrayList<>();
  private final List<Long> reads = new ArrayList<>();
  private final Watch watch =
      new Watch(
          "self",
          head::get,
          after -> {
            reads.add(after);
            return List.copyOf(log);
          },
          () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));

  private void hear(String node, boolean watched) {
    log.clear();
    log.add(new Heard(node, watched));
    head.incrementAndGet();
    watch.look();
    log.clear();
  }

  @Test
  void readsNothingWhileTheLogDoesNotGrow() {
    watch.look();
    watch.look();
    assertEquals(List.of(), reads);
    head.set(12);
    watch.look();
    watch.look();
    assertEquals(List.of(10L), reads);
  }

  @Test
  void aWatchedNodeWakesThisOneForFiveSeconds() {
    assertFalse(watch.woken());
    hear("other", true);
    assertTrue(watch.woken());
    clock.turn(Watch.MEMORY);
    assertTrue(watch.woken());
    clock.turn(Duration.ofMillis(1));
    assertFalse(watch.woken());
  }

  @Test
  void aNodeThatIsNotWatchedItselfWakesNobody() {
    hear("other", false);
    assertFalse(watch.woken(), "otherwise two nodes would keep each other awake for ever");
  }

  @Test
  void itsOwnSamplesDoNotWakeIt() {
    hear("self", true);
    assertFalse(watch.woken());
  }
}
