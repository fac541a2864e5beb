package io.reddot.bench;

import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;
import java.util.List;
import java.util.stream.Stream;

/** One question, asked of a server with one transport at a time. Stateless. */
interface Scenario {
  /** The table that {@code -Dbench.quick} prints. */
  Scenario TABLE = new TableScenario();

  /** All that measure something of their own. */
  List<Scenario> USUAL =
      List.of(
          new CostScenario(),
          new RateScenario(),
          new IdleScenario(),
          new PublishScenario(),
          new SlowScenario(),
          new StormScenario(),
          new ChurnScenario());

  List<Scenario> ALL = Stream.concat(Stream.of(TABLE), USUAL.stream()).toList();

  /** What is measured, in a sentence or two. */
  String description();

  /** The transports to measure, each by itself unless the scenario says otherwise. */
  default List<Transport> transports(Contender contender) {
    return Settings.transports(contender).filter(one -> one != Transport.MIXED).toList();
  }

  /**
   * Whether one start of a server serves all of its transports. It saves the time of the other
   * starts; memory cannot be measured that way.
   */
  default boolean sharesServer() {
    return false;
  }

  /** Prepares a JVM that has just started and serves all transports. */
  default void warm(Server server, Transport first) throws Exception {}

  /**
   * @param server started, and not used by another scenario
   */
  Measures run(Server server, Transport transport) throws Exception;

  /** As the command line writes it. */
  @Override
  String toString();
}
