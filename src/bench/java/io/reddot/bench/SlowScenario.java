package io.reddot.bench;

import io.reddot.bench.load.Crowd;
import io.reddot.bench.load.Publisher;
import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Half of the clients stop reading while much is published: what that does to the other half and to
 * the server's memory, and whether they get everything when they come back with their cursor.
 * Stateless.
 */
final class SlowScenario implements Scenario {
  private static final int CLIENTS = 16;
  private static final int BYTES = 32 * 1024;
  private static final int MEGABYTES = 200;
  private static final int RATE = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Override
  public String description() {
    return ("%d readers of %d messages of %d bytes a second, first alone, then beside as many"
            + " clients that read nothing, for %d MB; heap after a garbage collection; where there"
            + " is a cursor, those come back with it")
        .formatted(readers(), Settings.rate(RATE), bytes(), megabytes());
  }

  /** All together, too: what one transport keeps must not be another's wait. */
  @Override
  public List<Transport> transports(Contender contender) {
    return Settings.transports(contender).toList();
  }

  private static int readers() {
    return Math.max(1, Settings.clients(CLIENTS) / 2);
  }

  private static int megabytes() {
    return Settings.megabytes(MEGABYTES);
  }

  private static int bytes() {
    return Settings.messageBytes(BYTES);
  }

  @Override
  public Measures run(Server server, Transport transport) throws Exception {
    Measures measures = new Measures();
    Crowd readers =
        Crowd.readers(
            server.port(transport),
            readers(),
            Settings.threads(),
            () -> server.subscriber(transport));
    long last;
    try (readers;
        Publisher publisher = new Publisher(server.publication(), bytes())) {
      readers.awaitOpen(PATIENCE);
      publish(publisher, readers, Settings.warmUp());
      Histogram alone = publish(publisher, readers, Settings.warmUp());
      long first = publisher.published() + 1;
      String cursor = transport.hasCursor() ? server.cursor() : null;
      long messages = megabytes() * 1_000_000L / bytes();
      Duration time = Duration.ofMillis(1000 * messages / Settings.rate(RATE));
      try (Crowd stalled =
          Crowd.stalled(server.port(transport), readers(), () -> server.subscriber(transport))) {
        stalled.awaitOpen(PATIENCE);
        Histogram beside = publish(publisher, readers, time);
        measures
            .add("p99 ms alone", alone.getValueAtPercentile(99) / 1e6)
            .add("p99 ms beside", beside.getValueAtPercentile(99) / 1e6)
            .add("MB published", (publisher.published() - first + 1) * bytes() / 1e6)
            .add("heap MB", server.heap());
      }
      last = publisher.published();
      if (cursor != null) {
        comeBack(server, transport, cursor, first, last, measures);
      }
    }
    tellFailures("readers", readers);
    measures.add(readers.integrity(last)).add("hung up on readers", readers.failed());
    return measures;
  }

  private static Histogram publish(Publisher publisher, Crowd readers, Duration time)
      throws Exception {
    readers.latencies();
    publisher.rate(Settings.rate(RATE));
    Thread.sleep(time.toMillis());
    publisher.rate(0);
    Histogram latencies = readers.drain(Duration.ofSeconds(1), PATIENCE);
    publisher.published(); // throws if it failed
    return latencies;
  }

  private static void comeBack(
      Server server, Transport transport, String cursor, long first, long last, Measures measures)
      throws Exception {
    long began = System.nanoTime();
    Crowd back =
        Crowd.readers(
            server.port(transport),
            readers(),
            Settings.threads(),
            () -> server.subscriber(transport, cursor));
    try (back) {
      back.awaitOpen(PATIENCE);
      back.await(readers() * (last - first + 1), PATIENCE);
    }
    tellFailures("those that came back", back);
    measures
        .add("back, whole", back.whole(first, last))
        .add("back, s", (System.nanoTime() - began) / 1e9);
  }

  private static void tellFailures(String who, Crowd crowd) {
    if (crowd.failed() > 0) {
      System.out.printf("  %d of %s failed: %s%n", crowd.failed(), who, crowd.failure());
    }
  }

  @Override
  public String toString() {
    return "slow";
  }
}
