package io.reddot.hub;

import io.reddot.health.HealthCheck;
import io.reddot.log.MessageLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The health checks of the hub. Thread-safe. */
@ApplicationScoped
public class HubHealth {
  private static final Duration TOLERATED = Duration.ofSeconds(10);

  @Inject private MessageLog log;
  @Inject private SessionRegistry registry;

  /** What the hub consists of once it has started; null before, and while it stops. */
  private volatile @Nullable Running running;

  private record Running(List<Thread> threads, Lag lag) {}

  /** Notes that the hub has started, with these threads, which end with the application. */
  void started(List<Thread> threads) {
    FanOut fanOut = registry.fanOut();
    running =
        new Running(
            List.copyOf(threads),
            new Lag(fanOut::position, log::head, TOLERATED, InstantSource.system()));
  }

  /** Notes that the hub is about to end its threads. */
  void stopping() {
    running = null;
  }

  /** Called once a second. */
  void beat() {
    Running hub = running;
    if (hub != null) {
      hub.lag.observe();
    }
  }

  @Produces
  HealthCheck startup() {
    return HealthCheck.startup(
        "hub", () -> running == null ? "Red Dot has not started yet, or is stopping." : null);
  }

  @Produces
  HealthCheck threads() {
    return HealthCheck.liveness("fan-out-threads", this::deadThread);
  }

  private @Nullable String deadThread() {
    Running hub = running;
    return hub == null || hub.threads.stream().allMatch(Thread::isAlive)
        ? null
        : "A thread of fan-out has ended: restart the node.";
  }

  @Produces
  HealthCheck fanOut() {
    return HealthCheck.readiness(
        "fan-out",
        () -> {
          Running hub = running;
          return hub == null ? null : hub.lag.fault();
        });
  }

  @Produces
  HealthCheck sessions() {
    return HealthCheck.readiness(
        "sessions",
        () ->
            registry.fanOut().closed()
                ? "This node accepts no new sessions: it is drained or shut down."
                : null);
  }
}
