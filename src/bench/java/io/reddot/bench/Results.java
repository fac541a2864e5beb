package io.reddot.bench;

import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Transport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one scenario measured, of all the runs. For one thread. */
final class Results {
  /** A row of the table. */
  record Subject(Contender contender, Transport transport) implements Comparable<Subject> {
    private static final Comparator<Subject> ORDER =
        Comparator.comparing(Subject::contender).thenComparing(Subject::transport);

    @Override
    public int compareTo(Subject other) {
      return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
      return contender + " " + transport;
    }
  }

  private final Map<Subject, List<Measures>> bySubject = new LinkedHashMap<>();
  private final Map<Subject, Set<String>> refusals = new LinkedHashMap<>();

  /** Everything of one run, so that what is compared was measured at the same time. */
  void add(Map<Subject, Measures> run) {
    run.forEach(
        (subject, measures) -> {
          if (measures.refusals().isEmpty()) {
            bySubject
                .computeIfAbsent(subject, any -> new ArrayList<>())
                .add(Ratios.added(subject, measures, run));
          } else {
            measures.refusals().forEach(reason -> refused(subject, reason));
          }
        });
  }

  /** One run of a row is not believed; the row has the median of the others, if there are any. */
  void refused(Subject subject, String reason) {
    refusals.computeIfAbsent(subject, any -> new LinkedHashSet<>()).add(reason);
  }

  /** Rows that were refused in some run, and why. */
  Map<Subject, Set<String>> refusals() {
    return refusals;
  }

  /** The medians of all runs. */
  Map<Subject, Measures> medians() {
    Map<Subject, Measures> medians = new LinkedHashMap<>();
    bySubject.forEach((subject, runs) -> medians.put(subject, median(runs)));
    return medians;
  }

  private static Measures median(List<Measures> runs) {
    Measures median = new Measures();
    for (String column : runs.get(0).values().keySet()) {
      double[] sorted =
          runs.stream()
              .map(run -> run.values().get(column))
              .filter(value -> value != null)
              .mapToDouble(Double::doubleValue)
              .sorted()
              .toArray();
      int middle = sorted.length / 2;
      boolean odd = sorted.length % 2 == 1;
      median.add(column, odd ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }
    runs.stream().flatMap(run -> run.notes().stream()).distinct().forEach(median::note);
    return median;
  }
}
