package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.metrics.Metrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention counts what it has deleted, by cause. */
class RetentionMetricsTest {
  private static final String NAME = "reddot_retention_deletions";

  @TempDir Path folder;

  private final HandClock clock = new HandClock();

  /** What was deleted since {@code before}. */
  private static Map<String, Double> since(Map<String, Double> before) {
    Map<String, Double> since = new TreeMap<>();
    deleted().forEach((cause, all) -> since.put(cause, all - before.getOrDefault(cause, 0.0)));
    return since;
  }

  private static Map<String, Double> deleted() {
    return Metrics.read(Set.of(NAME)).by(NAME, "cause");
  }

  @Test
  void countsEachCauseExactly() throws Exception {
    try (FullLog log =
        new FullLog(Database.embedded(folder), Duration.ofDays(1), 3, clock, Thread::new)) {
      log.trim();
      Map<String, Double> before = deleted();
      for (int i = 0; i < 5; i++) {
        get(log.append(List.of(draft("a", "1"))));
      }
      log.trim();
      assertEquals(Map.of("age", 0.0, "expiry", 0.0, "number", 2.0), since(before));
      clock.turn(Duration.ofHours(20));
      get(
          log.append(
              List.of(draft("$overview/n", "1").withExpiry(clock.instant().plusSeconds(30)))));
      clock.turn(Duration.ofMinutes(1));
      log.trim();
      assertEquals(Map.of("age", 0.0, "expiry", 1.0, "number", 2.0), since(before));
      clock.turn(Duration.ofHours(5));
      log.trim();
      log.trim();
      assertEquals(Map.of("age", 3.0, "expiry", 1.0, "number", 2.0), since(before));
    }
  }
}
