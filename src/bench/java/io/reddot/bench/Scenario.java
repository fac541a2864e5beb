package io.reddot.bench;

import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Transport;
import java.util.List;

/** One question, put to a server with one transport at a time. Stateless. */
interface Scenario {
  List<Scenario> ALL =
      List.of(
          new CostScenario(),
          new RateScenario(),
          new IdleScenario(),
          new PublishScenario(),
          new SlowScenario(),
          new StormScenario(),
          new ChurnScenario());

  /** What is measured, in a sentence or two. */
  String description();

  /** Over which it is put to a server: each by itself, unless the scenario says otherwise. */
  default List<Transport> transports(Contender contender) {
    return Settings.transports(contender).filter(one -> one != Transport.MIXED).toList();
  }

  Measures run(Contender contender, Transport transport) throws Exception;

  /** As the command line writes it. */
  @Override
  String toString();
}
