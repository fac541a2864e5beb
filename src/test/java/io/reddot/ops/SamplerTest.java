package io.reddot.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.HandClock;
import io.reddot.log.StorageUse;
import io.reddot.metrics.Buckets;
import io.reddot.metrics.Values;
import io.reddot.metrics.Values.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final List<Double> BOUNDS = List.of(0.001, 0.01, Double.POSITIVE_INFINITY);

  private final HandClock clock = new HandClock();
  private final Map<String, List<Value>> shown = new HashMap<>();
  private List<Long> latencies = List.of(0L, 0L, 0L);
  private StorageUse.@Nullable Size size;
  private final Sampler sampler =
      new Sampler(
          () -> new Values(shown, Map.of("reddot_fan_out_seconds", new Buckets(BOUNDS, latencies))),
          new StorageUse() {
            @Override
            public StorageUse.@Nullable Size size() {
              return size;
            }

            @Override
            public OptionalLong free() {
              return OptionalLong.empty();
            }
          },
          () -> 3,
          clock,
          () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));

  private void show(String name, Value... values) {
    shown.put(name, List.of(values));
  }

  private static Value published(String way, String outcome, double value) {
    return new Value(Map.of("way", way, "outcome", outcome), value);
  }

  private static Value of(String label, String name, double value) {
    return new Value(Map.of(label, name), value);
  }

  private Sample after(int millis) {
    clock.turn(Duration.ofMillis(millis));
    return sampler.next();
  }

  @Test
  void ratesAreDifferencesBySecond() {
    show("reddot_published_messages", published("http", "stored", 10));
    assertEquals(10, after(1_000).value("published"), "the counters began at 0");
    show(
        "reddot_published_messages",
        published("http", "stored", 30),
        published("mqtt", "stored", 10),
        published("http", "refused", 1_000));
    assertEquals(15, after(2_000).value("published"), "a late sample is not twice as much");
    assertEquals(0, after(1_000).value("published"));
  }

  @Test
  void marksAndNodesAreNumbersOfNow() {
    show("reddot_inbox_marks", of("mark", "read", 5), of("mark", "archive", 2));
    Sample sample = after(2_000);
    assertEquals(7, sample.value("marks"));
    assertEquals(3, sample.value("nodes"));
    assertEquals(7, after(1_000).value("marks"), "no mark of a skipped sample is lost");
  }

  @Test
  void deliveriesAreWhatSessionsAndPollsWereGiven() {
    show("reddot_deliveries", of("transport", "sse", 5), of("transport", "mqtt", 7));
    show("reddot_polled_messages", of("transport", "poll", 3));
    assertEquals(15, after(1_000).value("delivered"));
  }

  @Test
  void countsSessionsByTransportAndGoodbyesByReason() {
    show("reddot_sessions", of("transport", "sse", 2), of("transport", "sse", 1));
    show(
        "reddot_goodbyes",
        new Value(Map.of("transport", "sse", "code", "4008"), 2),
        new Value(Map.of("transport", "mqtt", "code", "4008"), 1),
        new Value(Map.of("transport", "mqtt", "code", "4403"), 0));
    Sample sample = after(1_000);
    assertEquals(3, sample.value("sessions/sse"));
    assertEquals(3, sample.value("goodbyes/slow"));
    assertTrue(!sample.values().containsKey("goodbyes/revoked"), sample::toString);
    assertEquals(0, after(1_000).value("goodbyes/slow"), "each once");
  }

  @Test
  void latenciesAreThoseOfThisSecond() {
    latencies = List.of(98L, 0L, 2L);
    assertEquals(0.51, after(1_000).value("p50"), 0.01);
    latencies = List.of(98L, 100L, 2L);
    Sample sample = after(1_000);
    assertEquals(5.5, sample.value("p50"), 1e-9);
    assertEquals(9.91, sample.value("p99"), 1e-9);
    assertTrue(Double.isNaN(after(1_000).value("p50")), "nothing was written");
  }

  @Test
  void tellsTheTimeAndTheSizeOfTheLogOnceThatIsMeasured() {
    Instant began = clock.instant();
    Sample first = after(1_000);
    assertEquals(began.getEpochSecond() + 1, first.at());
    assertTrue(Double.isNaN(first.value("logBytes")));
    size = new StorageUse.Size(4_096, 1, 0, null);
    assertEquals(4_096, after(1_000).value("logBytes"));
  }
}
