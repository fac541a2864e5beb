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
 * Runs tasks at their time, one at a time, on one of the container's threads, which ends when there
 * is nothing to do for 30 seconds. A task that fails is logged and does not keep others from
 * running. Once the timer is closed, new tasks are dropped without a word.
 *
 * <p>Not the container's own scheduler, for the reason that {@link BoundedExecutor} gives.
 * Thread-safe.
 */
public final class Timer implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Timer.class.getName());
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final String name;
  private final ScheduledThreadPoolExecutor executor;

  /** Those of {@link #repeat}; they end with the timer, as periodic tasks do. */
  private final Queue<Repeated> repeated = new ConcurrentLinkedQueue<>();

  /**
   * @param name of the thread, and of the timer in the log
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

  /** Runs a task again and again, with a rest after each run. */
  public void every(Duration rest, Runnable task) {
    every(rest, rest, task);
  }

  /**
   * As above.
   *
   * @param first until the first run
   */
  public void every(Duration first, Duration rest, Runnable task) {
    Future<?> unused =
        executor.scheduleWithFixedDelay(
            () -> run(task), first.toNanos(), rest.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs a task now and again and again; it returns how long to rest until the next run. */
  public void repeat(Supplier<Duration> task) {
    Repeated first = new Repeated(task);
    repeated.add(first);
    first.again(Duration.ZERO);
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      // A failure that comes from the end of the application is no error.
      Level level = executor.isShutdown() ? Level.DEBUG : Level.ERROR;
      LOGGER.log(level, name + ": a task failed; the others run", e);
    }
  }

  /** Drops all tasks; one that runs is not interrupted, nor waited for. */
  @Override
  public void close() {
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    shutDown();
  }

  /**
   * Drops the tasks that repeat, and waits for the one that runs and for those that are to run
   * once. After {@code patience} these are dropped, too; none is interrupted.
   *
   * @return whether all have ended
   */
  public boolean close(Duration patience) {
    shutDown();
    boolean ended = false;
    try {
      ended = executor.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container has no more time for us
    }
    executor.getQueue().clear();
    return ended;
  }

  private void shutDown() {
    executor.shutdown();
    repeated.forEach(Repeated::cancel);
  }

  /** A task that says when it runs next. */
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

    /** After the timer is shut down: what is scheduled from now on is dropped. */
    synchronized void cancel() {
      next.cancel(false);
    }

    @Override
    public void run() {
      Duration rest = AFTER_FAILURE;
      try {
        rest = task.get();
      } catch (RuntimeException e) {
        LOGGER.log(Level.ERROR, name + ": a task failed; trying again", e);
      }
      again(rest);
    }
  }
}
