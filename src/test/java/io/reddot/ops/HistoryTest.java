package io.reddot.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history = new History();

  private void add(long at, Map<String, Double> values) {
    history.add(new Sample(at, values));
  }

  @Test
  void keepsSamplesInOrder() {
    add(1, Map.of("published", 2.0));
    add(2, Map.of("published", 3.0, "sessions/sse", 1.0));
    add(3, Map.of("published", 4.0));
    History.Series all = history.all();
    assertEquals(List.of(1L, 2L, 3L), all.at());
    assertEquals(List.of(2.0, 3.0, 4.0), all.series().get("published"));
    assertEquals(List.of(0.0, 1.0, 0.0), all.series().get("sessions/sse"));
  }

  @Test
  void forgetsWhatIsOlderThanFifteenMinutes() {
    for (long second = 1; second <= 2 * History.SAMPLES + 7; second++) {
      add(second, Map.of("published", (double) second));
    }
    History.Series all = history.all();
    assertEquals(History.SAMPLES, all.at().size());
    assertEquals(History.SAMPLES + 8, all.at().get(0));
    for (int i = 0; i < all.at().size(); i++) {
      assertEquals((double) all.at().get(i), all.series().get("published").get(i));
    }
  }

  @Test
  void isBoundedWhateverTheSeries() {
    for (int second = 0; second < 1_000; second++) {
      Map<String, Double> values = new HashMap<>();
      for (int i = 0; i < 50; i++) {
        values.put("sessions/" + second + "-" + i, 1.0);
      }
      add(second, values);
    }
    assertEquals(History.SERIES, history.all().series().size());
    assertEquals(History.MAX_BYTES, history.bytes());
    assertTrue(History.MAX_BYTES < 500_000, () -> "" + History.MAX_BYTES);
  }
}
