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
 * The hub's threads. {@link HubLifecycle} ends them in order; where an application fails to start
 * that is not called, and the end of this bean ends them. Thread-safe.
 */
@ApplicationScoped
public class HubThreads {
  /** How many joins read the log at once; the rest of a reconnect storm waits its turn. */
  private static final int REPLAYS = 4;

  @Inject private Threads threads;
  private BoundedExecutor replays;
  private Timer soon;
  private Timer clock;

  @PostConstruct
  void open() {
    replays = threads.pool(REPLAYS, BoundedExecutor.BOUNDED_ELSEWHERE); // by the sessions that join
    soon = threads.timer("reddot-soon");
    clock = threads.timer("reddot-clock");
  }

  /** Runs what reads the log for sessions that join. */
  public Executor replays() {
    return replays;
  }

  /** Runs a short task after a while. */
  public void later(Runnable task, Duration after) {
    Future<?> unused = soon.after(after, task);
  }

  /** Runs heartbeats and deadlines. */
  Timer clock() {
    return clock;
  }

  /** Starts a thread, which has to end when it is interrupted. */
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
