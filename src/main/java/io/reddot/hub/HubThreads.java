package io.reddot.hub;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The hub's threads, from the container. All of them end with the application at the latest, also
 * with one that failed to start: then the containers tell its beans that it is over, but not the
 * servlets that had started already. Thread-safe.
 */
@ApplicationScoped
public class HubThreads {
  private static final System.Logger LOGGER = System.getLogger(HubThreads.class.getName());

  /** So many joins read the log at once; the rest of a reconnect storm waits its turn. */
  private static final int REPLAYS = 4;

  @Resource private @Nullable ManagedThreadFactory factory;
  private @Nullable ThreadPoolExecutor replays;
  private @Nullable ScheduledThreadPoolExecutor timer;

  /** Guarded by this. */
  private final List<Thread> started = new ArrayList<>();

  /** Runs what reads the log for sessions that join. */
  public synchronized Executor replays() {
    if (replays == null) {
      replays =
          new ThreadPoolExecutor(
              REPLAYS, REPLAYS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory());
      replays.allowCoreThreadTimeOut(true);
    }
    return replays;
  }

  /** Runs what is short after a while. */
  public synchronized void later(Runnable task, Duration after) {
    if (timer == null) {
      timer = new ScheduledThreadPoolExecutor(1, factory());
    }
    try {
      ScheduledFuture<?> unused = timer.schedule(task, after.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.DEBUG, "the threads have ended with the application", e);
    }
  }

  /** Starts a thread of the container's, which has to end when it is interrupted. */
  public synchronized Thread start(String name, Runnable task) {
    Thread thread = factory().newThread(task);
    thread.setName(name);
    thread.start();
    started.add(thread);
    return thread;
  }

  private ManagedThreadFactory factory() {
    if (factory == null) {
      throw new IllegalStateException("the container gave no ManagedThreadFactory");
    }
    return factory;
  }

  @PreDestroy
  synchronized void close() {
    started.forEach(Thread::interrupt); // in order they have ended before
    if (replays != null) {
      replays.shutdownNow();
    }
    if (timer != null) {
      timer.shutdownNow();
    }
  }
}
