package io.reddot.ops;

import static io.reddot.ops.Sample.DELIVERED;
import static io.reddot.ops.Sample.GOODBYES;
import static io.reddot.ops.Sample.LOG;
import static io.reddot.ops.Sample.MARKS;
import static io.reddot.ops.Sample.NODES;
import static io.reddot.ops.Sample.OUTBOX;
import static io.reddot.ops.Sample.P50;
import static io.reddot.ops.Sample.P99;
import static io.reddot.ops.Sample.PUBLISHED;
import static io.reddot.ops.Sample.SESSIONS;

import io.reddot.log.StorageUse;
import io.reddot.metrics.Buckets;
import io.reddot.metrics.Values;
import io.reddot.session.Goodbye;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes samples of the metrics: rates are the differences between two readings of the same counters
 * that {@code api/metrics} shows. Not thread-safe: one thread uses it.
 */
final class Sampler {
  private static final String STORED = "reddot_published_messages";
  private static final String DELIVERIES = "reddot_deliveries";
  private static final String POLLED = "reddot_polled_messages";
  private static final String GOODBYE = "reddot_goodbyes";
  private static final String OPEN = "reddot_sessions";
  private static final String WAITING = "reddot_outbox_bytes";
  private static final String MARKED = "reddot_inbox_marks";
  private static final String LATENCY = "reddot_fan_out_seconds";

  /** The metrics that it needs. */
  static final Set<String> METRICS =
      Set.of(STORED, DELIVERIES, POLLED, GOODBYE, OPEN, WAITING, MARKED, LATENCY);

  private final Supplier<Values> metrics;
  private final StorageUse storage;
  private final IntSupplier nodes;
  private final InstantSource clock;
  private final LongSupplier nanos;

  private Values before;
  private long beganAt;

  /**
   * @param metrics reads {@link #METRICS}
   * @param nodes counts the nodes that are alive
   * @param nanos a clock that is never set, as {@link System#nanoTime}
   */
  Sampler(
      Supplier<Values> metrics,
      StorageUse storage,
      IntSupplier nodes,
      InstantSource clock,
      LongSupplier nanos) {
    this.metrics = metrics;
    this.storage = storage;
    this.nodes = nodes;
    this.clock = clock;
    this.nanos = nanos;
    this.before = metrics.get();
    this.beganAt = nanos.getAsLong();
  }

  /** Returns a sample of the time since the previous one. */
  Sample next() {
    Values now = metrics.get();
    long end = nanos.getAsLong();
    double seconds = Math.max(1, end - beganAt) / 1e9; // a busy machine is late
    Map<String, Double> values = new TreeMap<>();
    values.put(PUBLISHED, stored(now, before) / seconds);
    values.put(
        DELIVERED,
        (now.total(DELIVERIES)
                - before.total(DELIVERIES)
                + now.total(POLLED)
                - before.total(POLLED))
            / seconds);
    now.by(OPEN, "transport").forEach((transport, open) -> values.put(SESSIONS + transport, open));
    goodbyes(now, values);
    latencies(now, values);
    values.put(OUTBOX, now.total(WAITING));
    values.put(MARKS, now.total(MARKED));
    values.put(NODES, (double) nodes.getAsInt());
    StorageUse.Size size = storage.size();
    values.put(LOG, size == null ? Double.NaN : size.bytes());
    before = now;
    beganAt = end;
    return new Sample(clock.instant().getEpochSecond(), values);
  }

  private static double stored(Values now, Values before) {
    return now.total(STORED, "outcome", "stored") - before.total(STORED, "outcome", "stored");
  }

  private void goodbyes(Values now, Map<String, Double> to) {
    Map<String, Double> earlier = before.by(GOODBYE, "code");
    now.by(GOODBYE, "code")
        .forEach(
            (code, all) -> {
              double more = all - earlier.getOrDefault(code, 0.0);
              if (more > 0) {
                String reason = Goodbye.name(Integer.parseInt(code));
                to.merge(GOODBYES + reason, more, Double::sum);
              }
            });
  }

  private void latencies(Values now, Map<String, Double> to) {
    @Nullable Buckets all = now.buckets(LATENCY);
    @Nullable Buckets earlier = before.buckets(LATENCY);
    @Nullable Buckets since = all == null || earlier == null ? all : all.since(earlier);
    to.put(P50, since == null ? Double.NaN : since.quantile(0.5) * 1e3);
    to.put(P99, since == null ? Double.NaN : since.quantile(0.99) * 1e3);
  }
}
