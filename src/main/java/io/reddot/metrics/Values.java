package io.reddot.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What metrics showed at one moment. A metric that was not read, or has no values yet, is 0.
 * Immutable.
 *
 * @param values the values of counters and gauges by their names; a counter's without {@code
 *     _total}
 * @param buckets the buckets of distributions by their names
 */
public record Values(Map<String, List<Value>> values, Map<String, Buckets> buckets) {
  public Values {
    values = Map.copyOf(values);
    buckets = Map.copyOf(buckets);
  }

  /**
   * One value of a metric.
   *
   * @param labels the values of its labels by their names
   */
  public record Value(Map<String, String> labels, double value) {
    public Value {
      labels = Map.copyOf(labels);
    }
  }

  /** Returns the sum of a metric's values, whatever their labels. */
  public double total(String name) {
    return of(name).stream().mapToDouble(Value::value).sum();
  }

  /** Returns the sum of those of a metric's values whose label has the given value. */
  public double total(String name, String label, String value) {
    return by(name, label).getOrDefault(value, 0.0);
  }

  /** Returns the sums of a metric's values by the value of one label. */
  public Map<String, Double> by(String name, String label) {
    Map<String, Double> by = new TreeMap<>();
    for (Value one : of(name)) {
      String key = one.labels.get(label);
      if (key != null) {
        by.merge(key, one.value, Double::sum);
      }
    }
    return by;
  }

  private List<Value> of(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Returns the buckets of a distribution; null: it was not read. */
  public @Nullable Buckets buckets(String name) {
    return buckets.get(name);
  }
}
