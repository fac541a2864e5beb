package io.reddot.bench;

import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;

/**
 * One row for each transport of each server: the cost and the latency of a delivery at two loads,
 * and the highest rate. Stateless.
 */
final class TableScenario implements Scenario {
  private final CostScenario cost = new CostScenario();
  private final RateScenario rate = new RateScenario();

  @Override
  public String description() {
    return cost.description() + " Then the maximum: " + rate.description();
  }

  @Override
  public boolean sharesServer() {
    return true;
  }

  /** What the transports have in common is compiled before the first of them is measured. */
  @Override
  public void warm(Server server, Transport first) throws Exception {
    rate.warm(server, first, Settings.warmUp().multipliedBy(2));
  }

  @Override
  public Measures run(Server server, Transport transport) throws Exception {
    Measures measures = cost.run(server, transport);
    return measures.add(rate.climb(server, transport));
  }

  @Override
  public String toString() {
    return "table";
  }
}
