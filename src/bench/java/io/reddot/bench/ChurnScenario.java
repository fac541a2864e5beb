package io.reddot.bench;

import io.reddot.bench.load.Crowd;
import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;
import java.time.Duration;

/**
 * Clients that come and go, a thousand at a time: whether the server is back where it started when
 * all have gone. Stateless.
 */
final class ChurnScenario implements Scenario {
  private static final int CONNECTIONS = 25_000;
  private static final int AT_ONCE = 1_000;
  private static final int SETTLE_MILLIS = 3000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public String description() {
    return ("%d connections of each transport, %d at a time, cut without a word; sessions, threads,"
            + " file descriptors, heap and memory after the first %2$d have gone, and after the last")
        .formatted(Settings.clients(CONNECTIONS), AT_ONCE);
  }

  @Override
  public Measures run(Server server, Transport transport) throws Exception {
    Measures measures = new Measures();
    wave(server, transport);
    count(server, "before", measures);
    for (int made = AT_ONCE; made < Settings.clients(CONNECTIONS); made += AT_ONCE) {
      wave(server, transport);
    }
    count(server, "after", measures);
    return measures;
  }

  private static void wave(Server server, Transport transport) throws Exception {
    try (Crowd crowd =
        Crowd.readers(
            server.port(transport),
            AT_ONCE,
            Settings.threads(),
            () -> server.subscriber(transport))) {
      crowd.awaitOpen(PATIENCE);
    }
  }

  private static void count(Server server, String when, Measures measures) throws Exception {
    server.awaitNobody(PATIENCE);
    Thread.sleep(SETTLE_MILLIS); // not every server tells how many clients it has
    measures
        .add("sessions " + when, server.sessions())
        .add("threads " + when, server.threads())
        .add("fds " + when, server.descriptors())
        .add("heap MB " + when, server.heap())
        .add("resident MB " + when, server.memory() / 1e6);
  }

  @Override
  public String toString() {
    return "churn";
  }
}
