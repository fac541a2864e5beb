package io.reddot.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.HandClock;
import io.reddot.health.HealthCheck;
import io.reddot.log.StorageUse;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static List<String> faults(OptionalLong free, List<String> settings, String... down) {
    Health health =
        new Health(
            List.of(
                HealthCheck.readiness("a", () -> down.length > 0 ? down[0] : null),
                HealthCheck.liveness("b", () -> down.length > 1 ? down[1] : null)),
            new HandClock());
    StorageUse storage =
        new StorageUse() {
          @Override
          public StorageUse.@Nullable Size size() {
            return null;
          }

          @Override
          public OptionalLong free() {
            return free;
          }
        };
    return new Faults(health::results, () -> settings, storage).all();
  }

  @Test
  void aSoundNodeHasNone() {
    assertEquals(List.of(), faults(OptionalLong.of(Faults.LITTLE), List.of()));
    assertEquals(List.of(), faults(OptionalLong.empty(), List.of()));
  }

  @Test
  void namesFailedChecksAFullDiskAndSettings() {
    assertEquals(
        List.of(
            "It is deaf.",
            "It is dead.",
            "The disk of the database is almost full: 12 MB are free.",
            "It is not a setting."),
        faults(
            OptionalLong.of(12L << 20),
            List.of("It is not a setting."),
            "It is deaf.",
            "It is dead."));
  }
}
