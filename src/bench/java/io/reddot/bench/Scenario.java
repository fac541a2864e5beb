package io.reddot.bench;

import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Transport;
import java.util.List;

/** One question, put to a server with one transport at a time. Stateless. */
interface Scenario {
  List<Scenario> ALL = List.of(new CostScenario());

  /** What is measured, in one sentence. */
  String description();

  /** Whether it makes sense there. */
  boolean suits(Contender contender, Transport transport);

  Measures run(Contender contender, Transport transport) throws Exception;

  /** As the command line writes it. */
  @Override
  String toString();
}
