package io.reddot.metrics;

import java.util.List;

/**
 * The buckets of a distribution. Immutable.
 *
 * @param bounds their upper bounds, ascending; the last is infinite
 * @param counts the number of values in each, not cumulative
 */
public record Buckets(List<Double> bounds, List<Long> counts) {
  public Buckets {
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
  }

  /** Returns the values that were observed since {@code before}, which has the same bounds. */
  public Buckets since(Buckets before) {
    Long[] more = new Long[counts.size()];
    for (int i = 0; i < more.length; i++) {
      more[i] = counts.get(i) - before.counts.get(i);
    }
    return new Buckets(bounds, List.of(more));
  }

  /**
   * Estimates a quantile: exact as to the bucket, and linear within it. Beyond the last finite
   * bound it is that bound. NaN if there are no values.
   *
   * @param share from 0 to 1
   */
  public double quantile(double share) {
    long all = counts.stream().mapToLong(Long::longValue).sum();
    if (all == 0) {
      return Double.NaN;
    }
    double rank = share * all;
    long below = 0;
    for (int i = 0; i < counts.size(); i++) {
      long here = counts.get(i);
      double from = i == 0 ? 0 : bounds.get(i - 1);
      if (here > 0 && below + here >= rank) {
        double to = bounds.get(i);
        return Double.isInfinite(to) ? from : from + (to - from) * (rank - below) / here;
      }
      below += here;
    }
    return bounds.get(counts.size() - 1);
  }
}
