package io.reddot.container;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs tasks at their times, one at a time, on one of the container's threads, which ends after 30
 * idle seconds. A failed task is logged, and does not affect others. After the timer is closed, new
 * tasks are dropped silently.
 *
 * <p>It does not use the container's own scheduler, for the reason given in {@link
 * BoundedExecutor}. Thread-safe.
 */
public final class Timer implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Timer.class.getName());
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final String name;
  private final ScheduledThreadPoolExecutor executor;

  /** The tasks of {@link #repeat}, which must be cancelled when the timer is closed. */
  private final Queue<Repeated> repeated = new ConcurrentLinkedQueue<>();

  /**
   * @param name the name of the thread, and of the timer in the log
   */
  public Timer(String name, ThreadFactory factory) {
    this.name = name;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1, task -> named(factory.newThread(task)), new DiscardPolicy());
    executor.setKeepAliveTime(30, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setRemoveOnCancelPolicy(true);
  }

  private Thread named(Thread thread) {
    thread.setName(name);
    return thread;
  }

  /** Runs a task once. */
  public Future<?> after(Duration delay, Runnable task) {
    return executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs a task repeatedly, with a pause after each run. */
  public void every(Duration rest, Runnable task) {
    every(rest, rest, task);
  }

  /**
   * As above.
   *
   * @param first the time until the first run
   */
  public void every(Duration first, Duration rest, Runnable task) {
    Future<?> unused =
        executor.scheduleWithFixedDelay(
            () -> run(task), first.toNanos(), rest.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs a task now and then repeatedly; the task returns the pause until its next run. */
  public void repeat(Supplier<Duration> task) {
    Repeated first = new Repeated(task);
    repeated.add(first);
    first.again(Duration.ZERO);
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      // A failure that is caused by the end of the application is not an error.
      Level level = executor.isShutdown() ? Level.DEBUG : Level.ERROR;
      LOGGER.log(level, name + ": a task failed", e);
    }
  }

  /** Drops all tasks. A running task is neither interrupted nor awaited. */
  @Override
  public void close() {
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    shutDown();
  }

  /**
   * Drops the repeating tasks, and waits for the running one and for those that run once. After
   * {@code patience} these are dropped, too; none is interrupted.
   *
   * @return whether all tasks have ended
   */
  public boolean close(Duration patience) {
    shutDown();
    boolean ended = false;
    try {
      ended = executor.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container does not wait any longer
    }
    executor.getQueue().clear();
    return ended;
  }

  private void shutDown() {
    executor.shutdown();
    repeated.forEach(Repeated::cancel);
  }

  /** A task that decides when it runs next. */
  private final class Repeated implements Runnable {
    private final Supplier<Duration> task;

    @GuardedBy("this")
    private Future<?> next = new CompletableFuture<Void>();

    Repeated(Supplier<Duration> task) {
      this.task = task;
    }

    synchronized void again(Duration rest) {
      next = executor.schedule(this, rest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Called after the timer is shut down, when new schedules are dropped. */
    synchronized void cancel() {
      next.cancel(false);
    }

    @Override
    public void run() {
      Duration rest = AFTER_FAILURE;
      try {
        rest = task.get();
      } catch (RuntimeException e) {
        LOGGER.log(Level.ERROR, name + ": a task failed; retrying", e);
      }
      again(rest);
    }
  }
}
