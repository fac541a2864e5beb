package io.reddot.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The registry of this deployment's metrics: each deployment has its own class loader, and so its
 * own registry. Thread-safe.
 */
public final class Metrics {
  private static final PrometheusRegistry REGISTRY = new PrometheusRegistry();
  private static final ExpositionFormats FORMATS = ExpositionFormats.init();

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
