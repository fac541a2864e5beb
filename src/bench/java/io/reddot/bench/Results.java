package io.reddot.bench;

import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Transport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one scenario measured, of all the runs. For one thread. */
final class Results {
  /** A line of the table. */
  record Subject(Contender contender, Transport transport) {
    @Override
    public String toString() {
      return contender + " " + transport;
    }
  }

  private static final Subject YARDSTICK = new Subject(Contender.UNDERTOW, Transport.WEBSOCKET);

  private final Map<Subject, List<Measures>> bySubject = new LinkedHashMap<>();
  private final Map<Subject, String> failures = new LinkedHashMap<>();

  /** Everything of one run, so that what is compared was measured at the same time. */
  void add(Map<Subject, Measures> run) {
    run.forEach(
        (subject, measures) -> {
          Subject yardstick = yardstick(subject.transport());
          Double cost = measures.values().get(CostScenario.COST);
          if (cost != null && run.containsKey(yardstick)) {
            measures.add(
                "× " + yardstick.contender(),
                cost / run.get(yardstick).values().get(CostScenario.COST));
          }
          bySubject.computeIfAbsent(subject, any -> new ArrayList<>()).add(measures);
        });
  }

  /** Whoever speaks MQTT is compared with a broker for MQTT. */
  private static Subject yardstick(Transport transport) {
    Subject broker = new Subject(Contender.MOSQUITTO, transport);
    return broker.contender().transports().contains(transport) ? broker : YARDSTICK;
  }

  void failed(Subject subject, String reason) {
    failures.put(subject, reason);
  }

  /** The medians of all runs. */
  Map<Subject, Measures> medians() {
    Map<Subject, Measures> medians = new LinkedHashMap<>();
    bySubject.forEach((subject, runs) -> medians.put(subject, median(runs)));
    return medians;
  }

  Map<Subject, String> failures() {
    return failures;
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
    return median;
  }
}
