package io.reddot.bench;

import io.reddot.bench.load.Crowd;
import io.reddot.bench.load.Publisher;
import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** What a client costs that only waits, and how long it takes to reach them all. Stateless. */
final class IdleScenario implements Scenario {
  /** Before the one that counts: a JVM compiles what it has done often enough. */
  private static final int BROADCASTS = 4;

  private static final int CLIENTS = 10_000;
  private static final int BYTES = 128;

  /** Until those who have just come are no work any more. */
  private static final int SETTLE_MILLIS = 5000;

  @Override
  public String description() {
    return ("%d clients that wait: resident memory that each adds to the server, without the"
            + " free part of a JVM's heap; then a message of %d bytes, until the last of them has it: the"
            + " first that this server ever sent to so many, and the fifth")
        .formatted(Settings.clients(CLIENTS), Settings.messageBytes(BYTES));
  }

  @Override
  public Measures run(Contender contender, Transport transport) throws Exception {
    int clients = Settings.clients(CLIENTS);
    try (Server server = contender.start(Settings.work())) {
      long before = memory(server);
      try (Crowd crowd =
          Crowd.readers(
              server.port(transport),
              clients,
              Settings.threads(),
              () -> server.subscriber(transport))) {
        long began = System.nanoTime();
        crowd.awaitOpen(Duration.ofMinutes(5));
        double openSeconds = (System.nanoTime() - began) / 1e9;
        Thread.sleep(SETTLE_MILLIS);
        double memory = memory(server) - before;
        Histogram cold = broadcast(server, crowd);
        for (int i = 1; i < BROADCASTS; i++) {
          broadcast(server, crowd);
        }
        Histogram latencies = broadcast(server, crowd);
        return new Measures()
            .add("KB/client", memory / 1024 / clients)
            .add("open s", openSeconds)
            .add("reached", latencies.getTotalCount())
            .add("first time, last ms", cold.getMaxValue() / 1e6)
            .add("half ms", latencies.getValueAtPercentile(50) / 1e6)
            .add("last ms", latencies.getMaxValue() / 1e6);
      }
    }
  }

  private static long memory(Server server) throws Exception {
    return server.liveMemory();
  }

  private static Histogram broadcast(Server server, Crowd crowd) throws Exception {
    try (Publisher publisher = new Publisher(server.publication(), Settings.messageBytes(BYTES))) {
      publisher.once();
      return crowd.drain(Duration.ofSeconds(2), Duration.ofMinutes(1));
    }
  }

  @Override
  public String toString() {
    return "idle";
  }
}
