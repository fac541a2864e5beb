package io.reddot.bench;

import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Transport;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The cost of a delivery in units of what the peers need in the same run. Stateless. */
final class Ratios {
  private static final List<Ratio> ALL =
      List.of(
          new Ratio("× Undertow", List.of(Contender.UNDERTOW)),
          new Ratio("× nchan, Mosquitto", List.of(Contender.NCHAN, Contender.MOSQUITTO)));

  /** Only where that is measured. */
  private static final Ratio METRICS =
      new Ratio("× without metrics", List.of(Contender.WILDFLY_WITHOUT_METRICS));

  private Ratios() {}

  /**
   * A column.
   *
   * @param peers no two of them have a transport in common
   */
  private record Ratio(String name, List<Contender> peers) {}

  /** The measures with a column for each ratio behind the cost. */
  static Measures added(
      Results.Subject subject, Measures measures, Map<Results.Subject, Measures> run) {
    Measures all = new Measures();
    measures
        .values()
        .forEach(
            (column, value) -> {
              all.add(column, value);
              if (column.startsWith(CostScenario.COST)) {
                String when = column.substring(CostScenario.COST.length());
                of(run)
                    .forEach(
                        ratio ->
                            all.add(
                                ratio.name() + when,
                                value / cost(ratio, subject.transport(), column, run)));
              }
            });
    measures.notes().forEach(all::note);
    return all;
  }

  private static Stream<Ratio> of(Map<Results.Subject, Measures> run) {
    boolean asked =
        run.keySet().stream().anyMatch(one -> METRICS.peers().contains(one.contender()));
    return asked ? Stream.of(METRICS) : ALL.stream();
  }

  /** Not a number: no peer has such a transport, or its row was refused. */
  private static double cost(
      Ratio ratio, Transport transport, String column, Map<Results.Subject, Measures> run) {
    // An iframe's stream is an HTTP response in chunks, as SSE is.
    Transport counterpart = transport == Transport.IFRAME ? Transport.SSE : transport;
    return ratio.peers().stream()
        .map(peer -> run.get(new Results.Subject(peer, counterpart)))
        .filter(measures -> measures != null && measures.refusals().isEmpty())
        .mapToDouble(measures -> measures.values().get(column))
        .findFirst()
        .orElse(Double.NaN);
  }
}
