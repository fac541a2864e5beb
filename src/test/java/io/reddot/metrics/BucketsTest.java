package io.reddot.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BucketsTest {
  private static final List<Double> BOUNDS = List.of(1.0, 2.0, 4.0, Double.POSITIVE_INFINITY);

  private static Buckets buckets(Long... counts) {
    return new Buckets(BOUNDS, List.of(counts));
  }

  @Test
  void estimatesWithinTheBucketThatHasTheQuantile() {
    assertEquals(0.5, buckets(10L, 0L, 0L, 0L).quantile(0.5));
    assertEquals(3.0, buckets(1L, 0L, 2L, 0L).quantile(2.0 / 3), 1e-9);
    assertEquals(2.0, buckets(0L, 100L, 0L, 0L).quantile(1));
  }

  @Test
  void staysAtTheLastFiniteBoundBeyondIt() {
    assertEquals(4.0, buckets(0L, 0L, 0L, 7L).quantile(0.5));
  }

  @Test
  void hasNoQuantileWithoutValues() {
    assertTrue(Double.isNaN(buckets(0L, 0L, 0L, 0L).quantile(0.99)));
  }

  @Test
  void subtractsWhatWasObservedBefore() {
    Buckets since = buckets(5L, 7L, 0L, 1L).since(buckets(5L, 3L, 0L, 0L));
    assertEquals(List.of(0L, 4L, 0L, 1L), since.counts());
  }

  @Test
  void readsBackWhatWasCountedAndObserved() {
    Counter counter = Metrics.counter("reddot_test_read", "A test.", "way", "outcome");
    counter.count("http", "stored");
    counter.of("http", "refused").add(3);
    counter.of("mqtt", "stored").add(2);
    Distribution times = Metrics.distribution("reddot_test_times", "A test.", 1, 2, 4);
    times.observe(0.5);
    times.observe(3);
    times.observe(9);
    Values values = Metrics.read(Set.of("reddot_test_read", "reddot_test_times"));
    assertEquals(6, values.total("reddot_test_read"));
    assertEquals(3, values.total("reddot_test_read", "outcome", "stored"));
    assertEquals(4, values.by("reddot_test_read", "way").get("http"));
    assertEquals(0, values.total("reddot_test_other"));
    Buckets read = values.buckets("reddot_test_times");
    assertNotNull(read);
    assertEquals(buckets(1L, 0L, 1L, 1L), read);
  }
}
