package io.reddot.bench;

import io.reddot.bench.load.Integrity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Numbers by the name of their column, in the order of the columns, and the reasons why they must
 * not be believed. For one thread.
 */
final class Measures {
  /** Above this, the busiest thread of the load is part of what is measured. */
  static final double BUSIEST_LOAD_PERCENT = 85;

  /** The busiest thread of the load, in percent of a processor. */
  static final String LOAD = "load %";

  /** Above this, what else runs on the machine is part of what is measured. */
  private static final double BUSIEST_OTHERS_PERCENT = 25;

  private static final String OTHERS = "others %";

  /** Above this, much of what is measured is compilation, which ends. */
  static final double BUSIEST_COMPILERS_PERCENT = 10;

  private static final String COMPILERS = "JIT %";

  private final Map<String, Double> values = new LinkedHashMap<>();
  private final List<String> refusals = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Measures add(String column, double value) {
    values.put(column, value);
    return this;
  }

  /**
   * Refuses the row if the load or another process was too busy. Of several laps, the columns have
   * the busiest.
   */
  Measures add(Stopwatch.Lap lap, String when) {
    values.merge(LOAD, lap.loadPercent(), Math::max);
    values.merge(COMPILERS, lap.compilersPercent(), Math::max);
    if (lap.compilersPercent() > BUSIEST_COMPILERS_PERCENT) {
      note("the JVM was still compiling" + when);
    }
    if (lap.loadPercent() > BUSIEST_LOAD_PERCENT) {
      refuse(String.format(Locale.ROOT, "the load was %.0f %% busy%s", lap.loadPercent(), when));
    }
    return undisturbed(lap, when);
  }

  /** Refuses the row if another process was too busy. */
  Measures undisturbed(Stopwatch.Lap lap, String when) {
    values.merge(OTHERS, lap.othersPercent(), Math::max);
    if (lap.othersPercent() > BUSIEST_OTHERS_PERCENT) {
      refuse(
          String.format(
              Locale.ROOT,
              "other processes used %.0f %% of a processor%s",
              lap.othersPercent(),
              when));
    }
    return this;
  }

  /** Refuses the row if anything was lost, came twice or out of order. */
  Measures add(Integrity integrity) {
    if (!integrity.isPerfect()) {
      refuse(
          "%d messages were lost, %d came twice, %d out of order"
              .formatted(integrity.lost(), integrity.duplicates(), integrity.outOfOrder()));
    }
    return this;
  }

  /** Adds the columns and the refusals of {@code others}. */
  Measures add(Measures others) {
    others.values.forEach(
        (column, value) -> {
          if (column.equals(LOAD) || column.equals(OTHERS) || column.equals(COMPILERS)) {
            values.merge(column, value, Math::max);
          } else {
            values.put(column, value);
          }
        });
    refusals.addAll(others.refusals);
    notes.addAll(others.notes);
    return this;
  }

  void refuse(String reason) {
    refusals.add(reason);
  }

  /** What a reader of the row must know. */
  void note(String note) {
    notes.add(note);
  }

  List<String> notes() {
    return notes;
  }

  List<String> refusals() {
    return refusals;
  }

  Map<String, Double> values() {
    return values;
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ");
    values.forEach(
        (column, value) -> text.add(String.format(Locale.ROOT, "%s %.2f", column, value)));
    notes.forEach(text::add);
    String refused = refusals.isEmpty() ? "" : "; REFUSED: " + String.join(", ", refusals);
    return text + refused;
  }
}
