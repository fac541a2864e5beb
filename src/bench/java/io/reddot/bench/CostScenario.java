package io.reddot.bench;

import io.reddot.bench.load.Crowd;
import io.reddot.bench.load.Integrity;
import io.reddot.bench.load.Publisher;
import io.reddot.bench.server.Contender;
import io.reddot.bench.server.ProcStat;
import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** What a delivery costs the server at a load that it bears easily. Stateless. */
final class CostScenario implements Scenario {
  static final String COST = "server µs/delivery";

  private static final int CLIENTS = 1000;
  private static final int BYTES = 128;
  private static final int RATE = 50;
  private static final int SECONDS = 20;

  @Override
  public String description() {
    return "%d clients, each gets %d messages of %d bytes a second"
        .formatted(Settings.clients(CLIENTS), Settings.rate(RATE), Settings.messageBytes(BYTES));
  }

  @Override
  public boolean suits(Contender contender, Transport transport) {
    return contender.transports().contains(transport);
  }

  @Override
  public Measures run(Contender contender, Transport transport) throws Exception {
    Measures measures = new Measures();
    try (Server server = contender.start(Settings.folder().resolve("server"))) {
      Crowd crowd =
          Crowd.readers(
              server.port(),
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
        crowd.drain(new Histogram(3), Duration.ofSeconds(1), Duration.ofSeconds(30));
        last = publisher.published();
      }
      Integrity integrity = crowd.integrity(last);
      measures
          .add("lost", integrity.lost())
          .add("twice", integrity.duplicates())
          .add("out of order", integrity.outOfOrder());
    }
    return measures;
  }

  private static void measure(Server server, Crowd crowd, Measures measures) throws Exception {
    crowd.latencies(); // those of the warm-up
    long began = System.nanoTime();
    Duration serverBefore = server.cpu();
    Duration loadBefore = ProcStat.cpu(ProcessHandle.current().pid());
    Thread.sleep(Settings.duration(SECONDS).toMillis());
    Histogram latencies = crowd.latencies();
    Duration serverTime = server.cpu().minus(serverBefore);
    Duration loadTime = ProcStat.cpu(ProcessHandle.current().pid()).minus(loadBefore);
    Duration time = Duration.ofNanos(System.nanoTime() - began);
    double deliveries = Math.max(1, latencies.getTotalCount());
    measures
        .add(COST, serverTime.toNanos() / 1e3 / deliveries)
        .add("load µs/delivery", loadTime.toNanos() / 1e3 / deliveries)
        .add("load CPU %", 100.0 * loadTime.toNanos() / time.toNanos())
        .add("deliveries/s", deliveries * 1e9 / time.toNanos())
        .add("p50 ms", latencies.getValueAtPercentile(50) / 1e6)
        .add("p99 ms", latencies.getValueAtPercentile(99) / 1e6)
        .add("max ms", latencies.getMaxValue() / 1e6);
  }

  @Override
  public String toString() {
    return "cost";
  }
}
