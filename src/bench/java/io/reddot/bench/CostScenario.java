package io.reddot.bench;

import io.reddot.bench.load.Crowd;
import io.reddot.bench.load.Publisher;
import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;
import java.time.Duration;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The CPU time that a delivery costs the server at a steady load, and its latency. Stateless. */
final class CostScenario implements Scenario {
  /** The columns that ratios are made of begin with this. */
  static final String COST = "µs/delivery";

  private static final int CLIENTS = 1000;
  private static final int BYTES = 128;

  /** Until a new rate has replaced the one before. */
  private static final int SETTLE_MILLIS = 1000;

  /** Below this part of what was published, a server did not keep up. */
  private static final double ENOUGH = 0.97;

  @Override
  public String description() {
    return "%d clients; each receives %s messages of %d bytes a second. µs are CPU time of the server."
        .formatted(
            Settings.clients(CLIENTS),
            Settings.rates().stream().map(String::valueOf).collect(Collectors.joining(", then ")),
            Settings.messageBytes(BYTES));
  }

  @Override
  public Measures run(Server server, Transport transport) throws Exception {
    Measures measures = new Measures();
    Crowd crowd =
        Crowd.readers(
            server.port(transport),
            Settings.clients(CLIENTS),
            Settings.threads(),
            () -> server.subscriber(transport));
    long last;
    try (crowd;
        Publisher publisher = new Publisher(server.publication(), Settings.messageBytes(BYTES))) {
      crowd.awaitOpen(Duration.ofMinutes(2));
      publisher.rate(Settings.rates().get(0));
      WarmUp.await(server, Settings.warmUp(), Settings.warmUp().multipliedBy(2));
      for (int rate : Settings.rates()) {
        publisher.rate(rate);
        Thread.sleep(SETTLE_MILLIS);
        measure(server, crowd, rate, measures);
      }
      publisher.rate(0);
      crowd.drain(Duration.ofMillis(500), Duration.ofMinutes(1));
      last = publisher.published();
    }
    if (crowd.failed() > 0) {
      measures.refuse("%d clients failed: %s".formatted(crowd.failed(), crowd.failure()));
    }
    return measures.add(crowd.integrity(last));
  }

  private static void measure(Server server, Crowd crowd, int rate, Measures measures)
      throws Exception {
    crowd.latencies(); // those of before
    Stopwatch stopwatch = new Stopwatch(server);
    Thread.sleep(Settings.duration(20, 6).toMillis());
    Histogram latencies = crowd.latencies();
    Stopwatch.Lap lap = stopwatch.lap();
    String when = " at %d/s".formatted(rate);
    double deliveries = Math.max(1, latencies.getTotalCount());
    double expected = lap.seconds() * rate * crowd.size();
    if (deliveries < ENOUGH * expected) {
      measures.refuse(
          "the server was overloaded%s: %.0f %% of the messages arrived in time"
              .formatted(when, 100 * deliveries / expected));
    }
    measures
        .add(COST + when, lap.server().toNanos() / 1e3 / deliveries)
        .add("p50 ms" + when, latencies.getValueAtPercentile(50) / 1e6)
        .add("p99 ms" + when, latencies.getValueAtPercentile(99) / 1e6)
        .add(lap, when);
  }

  @Override
  public String toString() {
    return "cost";
  }
}
