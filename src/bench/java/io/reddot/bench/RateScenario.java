package io.reddot.bench;

import io.reddot.bench.load.Crowd;
import io.reddot.bench.load.Publisher;
import io.reddot.bench.server.Contender;
import io.reddot.bench.server.Server;
import io.reddot.bench.server.Transport;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * How much a server delivers before its clients wait: the rate is doubled until they do, then
 * raised in small steps from the last that was good. Stateless.
 */
final class RateScenario implements Scenario {
  private static final int CLIENTS = 1000;
  private static final int BYTES = 128;
  private static final int SECONDS = 4;
  private static final double FIRST = 5; // messages a second
  private static final double HIGHEST = 5000;
  private static final double STEP = Math.pow(2, 0.25);
  private static final long BOUND_MILLIS = 100;

  /** One more: a machine's hiccup is not the server's limit. */
  private static final int TRIES = 2;

  @Override
  public String description() {
    return "%d clients, messages of %d bytes: the highest rate with p99 <= %d ms"
        .formatted(Settings.clients(CLIENTS), Settings.messageBytes(BYTES), BOUND_MILLIS);
  }

  /** A rate that was held. */
  private record Held(double rate, double deliveries, double p99, Stopwatch.Lap lap) {}

  @Override
  public Measures run(Contender contender, Transport transport) throws Exception {
    try (Server server = contender.start(Settings.work())) {
      Held coarse = climb(server, transport, FIRST, 2, true);
      if (coarse == null) {
        return new Measures().add("deliveries/s", 0);
      }
      Held fine = climb(server, transport, coarse.rate() * STEP, STEP, false);
      Held best = fine == null ? coarse : fine;
      return new Measures()
          .add("deliveries/s", best.deliveries())
          .add("p99 ms", best.p99())
          .add("server CPU %", best.lap().serverPercent())
          .add("load CPU %", best.lap().loadPercent());
    }
  }

  /** With clients of its own: those of a climb that ended may have been hung up on. */
  private static Held climb(
      Server server, Transport transport, double from, double factor, boolean cold)
      throws Exception {
    Held best = null;
    try (Crowd crowd =
            Crowd.readers(
                server.port(transport),
                Settings.clients(CLIENTS),
                Settings.threads(),
                () -> server.subscriber(transport));
        Publisher publisher = new Publisher(server.publication(), Settings.messageBytes(BYTES))) {
      crowd.awaitOpen(Duration.ofMinutes(2));
      if (cold) {
        publisher.rate(from);
        Thread.sleep(Settings.warmUp().toMillis());
      }
      int tries = 0;
      for (double rate = from; rate <= HIGHEST && tries < TRIES; ) {
        Held held = hold(server, crowd, publisher, rate);
        if (crowd.failed() > 0) {
          break;
        } else if (held.p99() > BOUND_MILLIS) {
          tries++;
        } else {
          best = held;
          tries = 0;
          rate *= factor;
        }
      }
    }
    return best;
  }

  private static Held hold(Server server, Crowd crowd, Publisher publisher, double rate)
      throws Exception {
    publisher.rate(rate);
    Thread.sleep(1000);
    crowd.latencies();
    Stopwatch stopwatch = new Stopwatch(server);
    Thread.sleep(Settings.duration(SECONDS).toMillis());
    Histogram latencies = crowd.latencies();
    Stopwatch.Lap lap = stopwatch.lap();
    publisher.rate(0);
    crowd.drain(Duration.ofMillis(200), Duration.ofSeconds(30));
    // Nothing at all within the time is as late as it gets.
    double p99 =
        latencies.getTotalCount() == 0
            ? Double.POSITIVE_INFINITY
            : latencies.getValueAtPercentile(99) / 1e6;
    return new Held(rate, latencies.getTotalCount() / lap.seconds(), p99, lap);
  }

  @Override
  public String toString() {
    return "rate";
  }
}
