package io.reddot.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The registry of this deployment's metrics: each deployment has its own class loader, and so its
 * own registry. Thread-safe.
 */
public final class Metrics {
  private static final PrometheusRegistry REGISTRY = new PrometheusRegistry();
  private static final ExpositionFormats FORMATS = ExpositionFormats.init();

  private static final String TOTAL = "_total";

  /** From a fast write in memory to the deadline of a write to a client. */
  private static final double[] SECONDS = {
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
  };

  private Metrics() {}

  /**
   * Creates and registers a counter.
   *
   * @param name the name without {@code _total}
   * @param labels the names of its labels
   */
  public static Counter counter(String name, String help, String... labels) {
    return new Counter(
        io.prometheus.metrics.core.metrics.Counter.builder()
            .name(name)
            .help(help)
            .labelNames(labels)
            .withoutExemplars()
            .register(REGISTRY));
  }

  /**
   * Creates and registers a distribution of times.
   *
   * @param name the name, which ends in {@code _seconds}
   */
  public static Distribution seconds(String name, String help) {
    return distribution(name, help, SECONDS);
  }

  /**
   * Creates and registers a distribution.
   *
   * @param bounds the upper bounds of its buckets, ascending
   */
  public static Distribution distribution(String name, String help, double... bounds) {
    return new Distribution(
        Histogram.builder()
            .name(name)
            .help(help)
            .classicOnly()
            .classicUpperBounds(bounds)
            .withoutExemplars()
            .register(REGISTRY));
  }

  /** Registers gauges; a name may occur once. */
  public static void register(Collection<Gauge> gauges) {
    for (Gauge gauge : gauges) {
      GaugeWithCallback.builder()
          .name(gauge.name())
          .help(gauge.help())
          .labelNames(gauge.labels())
          .callback(callback -> gauge.values(callback::call))
          .register(REGISTRY);
    }
  }

  /**
   * Reads some metrics.
   *
   * @param names a counter's without {@code _total}
   */
  public static Values read(Set<String> names) {
    Map<String, List<Values.Value>> values = new HashMap<>();
    Map<String, Buckets> buckets = new HashMap<>();
    for (MetricSnapshot metric : REGISTRY.scrape(name -> names.contains(bare(name)))) {
      String name = bare(metric.getMetadata().getPrometheusName());
      List<Values.Value> all = new ArrayList<>();
      for (DataPointSnapshot point : metric.getDataPoints()) {
        if (point instanceof CounterDataPointSnapshot counter) {
          all.add(new Values.Value(labels(point), counter.getValue()));
        } else if (point instanceof GaugeDataPointSnapshot gauge) {
          all.add(new Values.Value(labels(point), gauge.getValue()));
        } else if (point instanceof HistogramDataPointSnapshot histogram) {
          buckets.put(name, buckets(histogram.getClassicBuckets()));
        }
      }
      values.put(name, all);
    }
    return new Values(values, buckets);
  }

  private static String bare(String name) {
    return name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name;
  }

  private static Map<String, String> labels(DataPointSnapshot point) {
    return point.getLabels().stream().collect(Collectors.toMap(Label::getName, Label::getValue));
  }

  private static Buckets buckets(ClassicHistogramBuckets classic) {
    return new Buckets(
        classic.stream().map(ClassicHistogramBucket::getUpperBound).toList(),
        classic.stream().map(ClassicHistogramBucket::getCount).toList());
  }

  /**
   * All metrics as text.
   *
   * @param type its media type
   */
  public record Exposition(String type, String text) {}

  /**
   * Returns all metrics in the format that the client accepts: OpenMetrics 1.0, or else Prometheus'
   * text format 0.0.4.
   *
   * @param accept the value of the header {@code Accept}; null: none
   */
  public static Exposition expose(@Nullable String accept) {
    boolean open = accept != null && accept.contains("application/openmetrics-text");
    ExpositionFormatWriter writer =
        open ? FORMATS.getOpenMetricsTextFormatWriter() : FORMATS.getPrometheusTextFormatWriter();
    ByteArrayOutputStream text = new ByteArrayOutputStream(16 << 10);
    try {
      writer.write(text, REGISTRY.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("an array has no failures", e);
    }
    return new Exposition(writer.getContentType(), text.toString(StandardCharsets.UTF_8));
  }
}
