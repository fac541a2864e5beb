package io.reddot.bench;

import io.reddot.bench.load.Crowd;
import io.reddot.bench.load.PublishingClient;
import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How many messages are taken, each by itself and answered once it is on the disk; beside what the
 * database alone takes on the same disk. Stateless.
 */
final class PublishScenario implements Scenario {
  private static final int PUBLISHERS = 64;
  private static final int BYTES = 128;
  private static final int SECONDS = 15;

  @Override
  public String description() {
    return ("%d publishers, each with one message of %d bytes at a time; and rows of the"
            + " same size into SQLite alone, %1$d a commit. Red Dot answers once a message is on the"
            + " disk. The peers keep messages in memory, if at all.")
        .formatted(Settings.clients(PUBLISHERS), Settings.messageBytes(BYTES));
  }

  /** Not by clients that only read. */
  @Override
  public List<Transport> transports(Contender contender) {
    List<Transport> ways = new ArrayList<>();
    if (contender.transports().contains(Transport.WEBSOCKET)) {
      ways.add(Transport.POST); // it speaks HTTP
    }
    if (contender.transports().contains(Transport.MQTT_1)) {
      ways.add(Transport.MQTT_1);
    }
    return Settings.transports(ways).toList();
  }

  @Override
  public Measures run(Server server, Transport transport) throws Exception {
    int publishers = Settings.clients(PUBLISHERS);
    int bytes = Settings.messageBytes(BYTES);
    Duration duration = Settings.duration(SECONDS);
    double raw = RawInserts.rate(Settings.work().resolve("sqlite"), publishers, bytes, duration);
    try (Crowd crowd =
        Crowd.readers(
            server.port(transport),
            publishers,
            Settings.threads(),
            () -> new PublishingClient(server.publication(transport), bytes))) {
      crowd.awaitOpen(Duration.ofMinutes(1));
      WarmUp.await(server, Settings.warmUp(), Settings.warmUp().multipliedBy(6));
      crowd.latencies();
      Stopwatch stopwatch = new Stopwatch(server);
      Thread.sleep(duration.toMillis());
      Histogram latencies = crowd.latencies();
      Stopwatch.Lap lap = stopwatch.lap();
      if (crowd.failed() > 0) {
        throw new IllegalStateException(crowd.failed() + " publishers failed: " + crowd.failure());
      }
      double rate = latencies.getTotalCount() / lap.seconds();
      return new Measures()
          .add("messages/s", rate)
          .add("p50 ms", latencies.getValueAtPercentile(50) / 1e6)
          .add("p99 ms", latencies.getValueAtPercentile(99) / 1e6)
          .add("server CPU %", lap.serverPercent())
          .add(lap, "")
          .add("SQLite rows/s", raw)
          .add("% of SQLite", 100 * rate / raw);
    }
  }

  @Override
  public String toString() {
    return "publish";
  }
}
