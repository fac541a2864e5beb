package io.reddot.hub;

import io.reddot.container.BoundedExecutor;
import io.reddot.container.Threads;
import io.reddot.container.Timer;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/**
 * The hub's threads. {@link HubLifecycle} ends them in order. If the application fails to start,
 * the container does not call it; this bean then ends them when it is destroyed. Thread-safe.
 */
@ApplicationScoped
public class HubThreads {
  /** The number of replays that read the log at once; in a reconnect storm the others wait. */
  private static final int REPLAYS = 4;

  @Inject private Threads threads;
  private BoundedExecutor replays;
  private Timer soon;
  private Timer clock;

  @PostConstruct
  void open() {
    replays = threads.pool(REPLAYS, BoundedExecutor.BOUNDED_ELSEWHERE); // by the number of sessions
    soon = threads.timer("reddot-soon");
    clock = threads.timer("reddot-clock");
  }

  /** Returns the executor of replays, which read the log. */
  public Executor replays() {
    return replays;
  }

  /** Runs a short task after a delay. */
  public void later(Runnable task, Duration after) {
    Future<?> unused = soon.after(after, task);
  }

  /** Returns the timer of heartbeats and deadlines. */
  Timer clock() {
    return clock;
  }

  /** Starts a thread, which must end when it is interrupted. */
  Thread start(String name, Runnable task) {
    return threads.start(name, task);
  }

  @PreDestroy
  void close() {
    replays.shutdownNow();
    soon.close();
    clock.close();
  }
}
