package io.reddot.bench;

import io.reddot.bench.load.Crowd;
import io.reddot.bench.load.Publisher;
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

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Override
  public String description() {
    return ("%d clients that wait: resident memory that each adds to the server, without the"
            + " free part of a JVM's heap, over what is resident once a first %d have come, had a"
            + " message and gone: at least, if the server has kept nothing of those, and at most,"
            + " if it has kept all; then a message of %d bytes, until the last of them has it: the"
            + " first that this server ever sent to so many, and the fifth")
        .formatted(clients(), firstWave(), Settings.messageBytes(BYTES));
  }

  private static int clients() {
    return Settings.clients(CLIENTS);
  }

  private static int firstWave() {
    return clients() / 10;
  }

  @Override
  public Measures run(Server server, Transport transport) throws Exception {
    comeAndGo(server, transport);
    long before = server.liveMemory();
    try (Crowd crowd = crowd(server, transport, clients())) {
      long began = System.nanoTime();
      crowd.awaitOpen(PATIENCE);
      double openSeconds = (System.nanoTime() - began) / 1e9;
      Thread.sleep(SETTLE_MILLIS);
      double memory = server.liveMemory() - before;
      Histogram cold = broadcast(server, crowd);
      for (int i = 1; i < BROADCASTS; i++) {
        broadcast(server, crowd);
      }
      Histogram latencies = broadcast(server, crowd);
      Measures measures = new Measures();
      if (latencies.getTotalCount() != clients()) {
        measures.refuse(
            "of %d clients %d were reached".formatted(clients(), latencies.getTotalCount()));
      }
      return measures
          .add("KB/client, at least", memory / 1024 / clients())
          .add("at most", memory / 1024 / (clients() - firstWave()))
          .add("open s", openSeconds)
          .add("first time, last ms", cold.getMaxValue() / 1e6)
          .add("half ms", latencies.getValueAtPercentile(50) / 1e6)
          .add("last ms", latencies.getMaxValue() / 1e6);
    }
  }

  /** So that what a server makes once, with its first clients, is not counted as theirs. */
  private static void comeAndGo(Server server, Transport transport) throws Exception {
    try (Crowd crowd = crowd(server, transport, firstWave())) {
      crowd.awaitOpen(PATIENCE);
      broadcast(server, crowd);
    }
    server.awaitNobody(PATIENCE);
    Thread.sleep(SETTLE_MILLIS);
  }

  private static Crowd crowd(Server server, Transport transport, int size) throws Exception {
    return Crowd.readers(
        server.port(transport), size, Settings.threads(), () -> server.subscriber(transport));
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
