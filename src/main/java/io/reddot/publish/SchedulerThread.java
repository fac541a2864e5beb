package io.reddot.publish;

import io.reddot.log.MessageLog;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler and its thread. {@link SchedulerLifecycle} stops it in order; where an application
 * fails to start that is not called, and the end of this bean stops it. Thread-safe.
 */
@ApplicationScoped
public class SchedulerThread {
  private static final long ENDING_MILLIS = 5_000;

  @Resource private @Nullable ManagedThreadFactory factory;
  @Inject private MessageLog log;

  /** Guarded by this. */
  private @Nullable Scheduler scheduler;

  /** Guarded by this. */
  private @Nullable Thread thread;

  synchronized void start() {
    if (factory == null) {
      throw new IllegalStateException("the container gave no ManagedThreadFactory");
    }
    Scheduler started = new Scheduler(log.schedule(), InstantSource.system());
    Thread running = factory.newThread(started);
    running.setName("reddot-scheduler");
    running.start();
    scheduler = started;
    thread = running;
  }

  /** Again does nothing. */
  @PreDestroy
  synchronized void stop() {
    if (scheduler == null || thread == null) {
      return;
    }
    scheduler.close();
    try {
      thread.join(ENDING_MILLIS); // it may be in the midst of sending
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    scheduler = null;
    thread = null;
  }
}
