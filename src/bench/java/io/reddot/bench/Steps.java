package io.reddot.bench;

import io.reddot.bench.load.Crowd;
import io.reddot.bench.load.Publisher;
import io.reddot.bench.server.Server;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;

/**
 * Applies one rate after another to a server. After a rate that the server did not hold, new
 * clients replace the old ones, which it may have disconnected, and which wait for a backlog. For
 * one thread.
 */
final class Steps implements AutoCloseable {
  private static final int SETTLE_MILLIS = 500;
  private static final int SETTLE_NEW_CLIENTS_MILLIS = 1500;
  private static final Duration QUIET = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Server server;
  private final Callable<Crowd> crowds;
  private final Callable<Publisher> publishers;
  private Crowd crowd;
  private Publisher publisher;

  Steps(Server server, Callable<Crowd> crowds, Callable<Publisher> publishers) {
    this.server = server;
    this.crowds = crowds;
    this.publishers = publishers;
  }

  /**
   * Once more if the first result is doubtful: a pause of the machine is not the server's limit.
   */
  Step take(double rate) throws Exception {
    Step step = once(rate);
    return step.doubtful() ? once(rate) : step;
  }

  private Step once(double rate) throws Exception {
    int settle = crowd == null ? SETTLE_NEW_CLIENTS_MILLIS : SETTLE_MILLIS;
    if (crowd == null) {
      crowd = crowds.call();
      publisher = publishers.call();
      crowd.awaitOpen(Duration.ofMinutes(2));
    }
    long before = publisher.published();
    publisher.rate(rate);
    Thread.sleep(settle);
    Histogram early = crowd.latencies();
    Stopwatch stopwatch = new Stopwatch(server);
    Thread.sleep(Settings.duration(4, 2).toMillis());
    Histogram latencies = crowd.latencies();
    Stopwatch.Lap lap = stopwatch.lap();
    publisher.rate(0);
    // Nothing at all within the time is as late as it gets.
    double p99 =
        latencies.getTotalCount() == 0
            ? Double.POSITIVE_INFINITY
            : latencies.getValueAtPercentile(99) / 1e6;
    double deliveries = latencies.getTotalCount() / lap.seconds();
    Step step = new Step(rate, deliveries, p99, lap, true);
    if (step.held()) { // else its backlog is not waited for
      long arrived =
          early.getTotalCount()
              + latencies.getTotalCount()
              + crowd.drain(QUIET, PATIENCE).getTotalCount();
      long published = publisher.published() - before;
      boolean complete = crowd.failed() == 0 && arrived == published * crowd.size();
      step = new Step(rate, deliveries, p99, lap, complete);
    }
    if (!step.held()) {
      close();
    }
    return step;
  }

  @Override
  public void close() throws InterruptedException {
    if (crowd != null) {
      publisher.close();
      crowd.close();
      crowd = null;
    }
  }
}
