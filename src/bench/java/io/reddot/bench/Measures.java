package io.reddot.bench;

import io.reddot.bench.load.Integrity;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers by the name of their column, in the order of the columns. For one thread. */
final class Measures {
  private final Map<String, Double> values = new LinkedHashMap<>();

  Measures add(String column, double value) {
    values.put(column, value);
    return this;
  }

  Measures add(Integrity integrity) {
    return add("lost", integrity.lost())
        .add("twice", integrity.duplicates())
        .add("out of order", integrity.outOfOrder());
  }

  Map<String, Double> values() {
    return values;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
