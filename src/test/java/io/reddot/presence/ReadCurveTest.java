package io.reddot.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.presence.ReadCurve.Point;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadCurveTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private static Instant after(int seconds) {
    return BEGIN.plusSeconds(seconds);
  }

  @Test
  void countsReadersInTheOrderOfTheirTimes() {
    assertEquals(
        List.of(new Point(BEGIN, 0), new Point(after(1), 1), new Point(after(4), 3)),
        ReadCurve.of(BEGIN, List.of(after(4), after(1), after(4))));
    assertEquals(List.of(new Point(BEGIN, 0)), ReadCurve.of(BEGIN, List.of()));
    assertEquals(List.of(new Point(BEGIN, 1)), ReadCurve.of(BEGIN, List.of(BEGIN)));
  }

  @Test
  void hasAtMostSixtyPointsFromTheFirstToTheLast() {
    for (int readers : List.of(59, 60, 61, 1_000)) {
      List<Point> curve =
          ReadCurve.of(BEGIN, IntStream.rangeClosed(1, readers).mapToObj(i -> after(i)).toList());
      assertEquals(Math.min(60, readers + 1), curve.size());
      assertEquals(new Point(BEGIN, 0), curve.get(0));
      assertEquals(new Point(after(readers), readers), curve.get(curve.size() - 1));
      for (int i = 1; i < curve.size(); i++) {
        assertTrue(curve.get(i).read() > curve.get(i - 1).read());
      }
    }
  }
}
