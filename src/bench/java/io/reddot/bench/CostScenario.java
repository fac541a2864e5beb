package io.reddot.bench;

import io.reddot.bench.load.Crowd;
import io.reddot.bench.load.Publisher;
import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** What a delivery costs the server at a steady load. Stateless. */
final class CostScenario implements Scenario {
  /** The column that ratios are made of. */
  static final String COST = "server µs/delivery";

  private static final int CLIENTS = 1000;
  private static final int BYTES = 128;
  private static final int RATE = 50;
  private static final int SECONDS = 20;

  @Override
  public String description() {
    return ("%d clients, each gets %d messages of %d bytes a second."
            + " Where fewer deliveries/s came, the server was overloaded.")
        .formatted(Settings.clients(CLIENTS), Settings.rate(RATE), Settings.messageBytes(BYTES));
  }

  @Override
  public Measures run(Contender contender, Transport transport) throws Exception {
    Measures measures = new Measures();
    try (Server server = contender.start(Settings.work())) {
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
        publisher.rate(Settings.rate(RATE));
        Thread.sleep(Settings.warmUp().toMillis());
        measure(server, crowd, measures);
        publisher.rate(0);
        crowd.drain(Duration.ofSeconds(1), Duration.ofMinutes(1));
        last = publisher.published();
      }
      measures.add(crowd.integrity(last));
    }
    return measures;
  }

  private static void measure(Server server, Crowd crowd, Measures measures) throws Exception {
    crowd.latencies(); // those of the warm-up
    Stopwatch stopwatch = new Stopwatch(server);
    Thread.sleep(Settings.duration(SECONDS).toMillis());
    Histogram latencies = crowd.latencies();
    Stopwatch.Lap lap = stopwatch.lap();
    double deliveries = Math.max(1, latencies.getTotalCount());
    measures
        .add(COST, lap.server().toNanos() / 1e3 / deliveries)
        .add("load µs/delivery", lap.load().toNanos() / 1e3 / deliveries)
        .add("load CPU %", lap.loadPercent())
        .add("deliveries/s", deliveries / lap.seconds())
        .add("p50 ms", latencies.getValueAtPercentile(50) / 1e6)
        .add("p99 ms", latencies.getValueAtPercentile(99) / 1e6)
        .add("max ms", latencies.getMaxValue() / 1e6);
  }

  @Override
  public String toString() {
    return "cost";
  }
}
