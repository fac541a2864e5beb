package io.reddot.container;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;

/** Ends the closing handshakes that clients do not end. Thread-safe. */
final class ClosingTimer implements AutoCloseable {
  /** About as long as browsers wait for the other side. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ScheduledThreadPoolExecutor clock;

  ClosingTimer(ThreadFactory factory) {
    clock = new ScheduledThreadPoolExecutor(1, factory, new DiscardPolicy());
    clock.setKeepAliveTime(30, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
    clock.setRemoveOnCancelPolicy(true);
  }

  /** Runs a task after {@link #PATIENCE}, unless it is cancelled; {@link #close} waits for it. */
  Future<?> unlessAnswered(Runnable hangUp) {
    return clock.schedule(hangUp, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs a task after {@link #PATIENCE}; {@link #close} need not wait for it, nor for others. */
  void later(Runnable cut) {
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    var unused = clock.schedule(cut, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for the clients that have yet to answer, or until their time is over. */
  @Override
  public void close() {
    clock.shutdown();
    try {
      if (clock.awaitTermination(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container has no more time for us
    }
    clock.shutdownNow();
  }
}
