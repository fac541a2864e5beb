package io.reddot.bench;

import io.reddot.bench.load.Crowd;
import io.reddot.bench.load.Publisher;
import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;
import java.time.Duration;

/**
 * How much a server delivers before its clients wait: the rate is doubled until they do (or halved
 * until they do not), then the step between is halved a few times. Stateless.
 */
final class RateScenario implements Scenario {
  private static final int CLIENTS = 1000;
  private static final int BYTES = 128;
  private static final double LOWEST = 1; // messages a second
  private static final double HIGHEST = 6400;

  @Override
  public String description() {
    return ("%d clients, messages of %d bytes: the highest rate at which p99 is at most %.0f ms,"
            + " nothing is lost and the load is at most %.0f %% busy.")
        .formatted(
            Settings.clients(CLIENTS),
            Settings.messageBytes(BYTES),
            Step.LATEST_MILLIS,
            Measures.BUSIEST_LOAD_PERCENT);
  }

  @Override
  public Measures run(Server server, Transport transport) throws Exception {
    warm(server, transport, Settings.warmUp());
    return climb(server, transport);
  }

  /** Publishes at the first rate. */
  void warm(Server server, Transport transport, Duration time) throws Exception {
    try (Crowd crowd = crowd(server, transport);
        Publisher publisher = publisher(server)) {
      crowd.awaitOpen(Duration.ofMinutes(2));
      publisher.rate(Settings.rates().get(0));
      WarmUp.await(server, time, time.multipliedBy(4));
    }
  }

  /** The same for a server that is warm. */
  Measures climb(Server server, Transport transport) throws Exception {
    Step best = null;
    Step missed = null;
    try (Steps steps = new Steps(server, () -> crowd(server, transport), () -> publisher(server))) {
      double rate = 2 * Settings.rates().get(0);
      while (rate >= LOWEST && rate <= HIGHEST && (best == null || missed == null)) {
        Step step = steps.take(rate);
        if (step.held()) {
          best = step;
          rate *= 2;
        } else {
          missed = step;
          rate /= 2;
        }
      }
      if (best == null) {
        Measures none = new Measures();
        none.refuse("at %.1f/s: %s".formatted(missed.rate(), missed.reason()));
        return none;
      }
      for (int i = 0; i < Settings.refinements() && missed != null; i++) {
        Step step = steps.take(Math.sqrt(best.rate() * missed.rate()));
        if (step.held()) {
          best = step;
        } else {
          missed = step;
        }
      }
    }
    Measures measures =
        new Measures()
            .add("max deliveries/s", best.deliveries())
            .add("p99 ms at max", best.p99())
            .add("server CPU % at max", best.lap().serverPercent())
            .add(best.lap(), " at max");
    if (missed != null) {
      measures.undisturbed(missed.lap(), " above max");
    }
    if (missed == null || missed.loadBound()) {
      measures.note("max is a lower bound: the load could give no more");
    }
    return measures;
  }

  private static Crowd crowd(Server server, Transport transport) throws Exception {
    return Crowd.readers(
        server.port(transport),
        Settings.clients(CLIENTS),
        Settings.threads(),
        () -> server.subscriber(transport));
  }

  private static Publisher publisher(Server server) {
    return new Publisher(server.publication(), Settings.messageBytes(BYTES));
  }

  @Override
  public String toString() {
    return "rate";
  }
}
