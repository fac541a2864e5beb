package io.reddot.ops;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The samples of the last 15 minutes, a ring of primitive numbers for each series.
 *
 * <p>It takes at most {@value #MAX_BYTES} bytes, with {@value #SERIES} series; values of further
 * series are dropped. Thread-safe.
 */
final class History {
  /** The number of samples that are kept, one a second. */
  static final int SAMPLES = 15 * 60;

  /** The largest number of series. There are fewer names; this is what bounds the memory. */
  static final int SERIES = 64;

  /** Of all rings, with one for the times. */
  static final int MAX_BYTES = (SERIES + 1) * SAMPLES * Long.BYTES;

  @GuardedBy("this")
  private final long[] at = new long[SAMPLES];

  @GuardedBy("this")
  private final Map<String, double[]> rings = new TreeMap<>();

  /** The number of samples that were added. */
  @GuardedBy("this")
  private long added;

  /** Adds a sample. A series that it does not name gets 0. */
  synchronized void add(Sample sample) {
    int place = (int) (added++ % SAMPLES);
    at[place] = sample.at();
    rings.values().forEach(ring -> ring[place] = 0);
    sample
        .values()
        .forEach(
            (name, value) -> {
              double[] ring = rings.get(name);
              if (ring == null && rings.size() < SERIES) {
                ring = new double[SAMPLES]; // it was 0 until now
                rings.put(name, ring);
              }
              if (ring != null) {
                ring[place] = value;
              }
            });
  }

  /**
   * The samples, the oldest first.
   *
   * @param at their times, in seconds since 1970
   * @param series by name; each has a value for each time
   */
  record Series(List<Long> at, Map<String, List<Double>> series) {}

  /** Returns a copy of all samples. */
  synchronized Series all() {
    int size = size();
    List<Long> times = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      times.add(at[place(i)]);
    }
    Map<String, List<Double>> series = new TreeMap<>();
    for (Map.Entry<String, double[]> one : rings.entrySet()) {
      List<Double> values = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        values.add(one.getValue()[place(i)]);
      }
      series.put(one.getKey(), values);
    }
    return new Series(times, series);
  }

  @GuardedBy("this")
  private int size() {
    return (int) Math.min(added, SAMPLES);
  }

  /** Returns the place of the sample {@code i}, counted from the oldest. */
  @GuardedBy("this")
  private int place(int i) {
    return (int) ((added - size() + i) % SAMPLES);
  }

  /** Returns the memory of its rings. */
  synchronized int bytes() {
    return (rings.size() + 1) * SAMPLES * Long.BYTES;
  }
}
