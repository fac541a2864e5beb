package io.reddot.bench;

import io.reddot.bench.load.Crowd;
import io.reddot.bench.load.Publisher;
import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * Everybody comes back at once, with a cursor and something missed: how long until all have it, and
 * what that does to those who were there. Stateless.
 */
final class StormScenario implements Scenario {
  private static final int CLIENTS = 10_000;
  private static final int LIVE = 100;
  private static final int MISSED = 50;
  private static final int RATE = 2;
  private static final int BYTES = 128;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Override
  public String description() {
    return ("%d clients reconnect together while %d others get %d messages a second. Where there"
            + " is a cursor, each of them is %d messages behind and catches up.")
        .formatted(Settings.clients(CLIENTS), LIVE, Settings.rate(RATE), MISSED);
  }

  @Override
  public Measures run(Server server, Transport transport) throws Exception {
    Measures measures = new Measures();
    Crowd live = Crowd.readers(server.port(transport), LIVE, 1, () -> server.subscriber(transport));
    long last;
    try (live;
        Publisher publisher = new Publisher(server.publication(), Settings.messageBytes(BYTES))) {
      live.awaitOpen(PATIENCE);
      publisher.rate(Settings.rate(RATE));
      Thread.sleep(Settings.warmUp().toMillis());
      live.latencies();
      Thread.sleep(Settings.warmUp().toMillis());
      Histogram alone = live.latencies();
      publisher.rate(0);
      live.drain(Duration.ofSeconds(1), PATIENCE); // so that the cursor is the last one's
      String cursor = transport.hasCursor() ? server.cursor() : null;
      long first = publisher.published() + 1;
      publisher.rate(MISSED);
      while (publisher.published() < first + MISSED - 1) {
        Thread.sleep(10);
      }
      publisher.rate(Settings.rate(RATE));
      live.latencies();
      measures.add("p99 ms alone", alone.getValueAtPercentile(99) / 1e6);
      last = comeBack(server, transport, cursor, first, publisher, live, measures);
    }
    measures.add(live.integrity(last));
    return measures;
  }

  /** Returns the sequence number of the last message. */
  private static long comeBack(
      Server server,
      Transport transport,
      String cursor,
      long first,
      Publisher publisher,
      Crowd live,
      Measures measures)
      throws Exception {
    int clients = Settings.clients(CLIENTS);
    long began = System.nanoTime();
    Crowd back =
        Crowd.readers(
            server.port(transport),
            clients,
            Settings.threads(),
            () ->
                cursor == null
                    ? server.subscriber(transport)
                    : server.subscriber(transport, cursor));
    long last;
    try (back) {
      back.awaitOpen(PATIENCE);
      measures.add("all back, s", (System.nanoTime() - began) / 1e9);
      publisher.rate(0);
      last = publisher.published();
      if (cursor != null) {
        back.await(clients * (last - first + 1), PATIENCE);
        measures.add("all caught up, s", (System.nanoTime() - began) / 1e9);
      }
      Histogram beside = live.drain(Duration.ofSeconds(1), PATIENCE);
      measures.add("p99 ms beside", beside.getValueAtPercentile(99) / 1e6);
    }
    long whole = cursor == null ? clients : back.whole(first, last);
    if (back.failed() > 0 || whole < clients) {
      measures.refuse(
          "of %d clients %d failed and %d did not get everything"
              .formatted(clients, back.failed(), clients - whole));
    }
    return last;
  }

  @Override
  public String toString() {
    return "storm";
  }
}
