package io.reddot.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * A value that is computed when the metrics are read. Every CDI bean of this type is shown.
 * Immutable; its supplier is thread-safe.
 */
public final class Gauge {
  private final String name;
  private final String help;
  private final List<String> labels;
  private final Supplier<Map<List<String>, Double>> values;

  private Gauge(
      String name, String help, List<String> labels, Supplier<Map<List<String>, Double>> values) {
    this.name = name;
    this.help = help;
    this.labels = List.copyOf(labels);
    this.values = values;
  }

  /** Creates a gauge with one value. */
  public static Gauge of(String name, String help, DoubleSupplier value) {
    return new Gauge(name, help, List.of(), () -> Map.of(List.of(), value.getAsDouble()));
  }

  /** Creates a gauge that has no value while the supplier returns none. */
  public static Gauge ofOptional(String name, String help, Supplier<OptionalDouble> value) {
    return new Gauge(
        name,
        help,
        List.of(),
        () -> {
          OptionalDouble now = value.get();
          return now.isPresent() ? Map.of(List.of(), now.getAsDouble()) : Map.of();
        });
  }

  /**
   * Creates a gauge with a label.
   *
   * @param values the gauge's values by the value of the label
   */
  public static Gauge by(
      String label, String name, String help, Supplier<Map<String, Double>> values) {
    return new Gauge(
        name,
        help,
        List.of(label),
        () -> {
          Map<List<String>, Double> byList = new LinkedHashMap<>();
          values.get().forEach((of, value) -> byList.put(List.of(of), value));
          return byList;
        });
  }

  /**
   * Creates a gauge with several labels.
   *
   * @param values the gauge's values by the values of the labels, in their order
   */
  public static Gauge by(
      List<String> labels, String name, String help, Supplier<Map<List<String>, Double>> values) {
    return new Gauge(name, help, labels, values);
  }

  String name() {
    return name;
  }

  String help() {
    return help;
  }

  String[] labels() {
    return labels.toArray(String[]::new);
  }

  /** Passes each value to {@code to}, with the values of its labels. */
  void values(BiConsumer<Double, String[]> to) {
    values.get().forEach((of, value) -> to.accept(value, of.toArray(String[]::new)));
  }
}
