package io.reddot.container;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs tasks on an executor of one thread, in order, and hands a burst of tasks to it as one. So a
 * thread that waits in a selector is woken once for a burst, and not once for each task.
 *
 * <p>The tasks must not throw. Their number is bounded by their source. Thread-safe.
 */
final class CoalescingExecutor implements Executor {
  /** The number of tasks after which the thread may do other work. */
  static final int AT_ONCE = 256;

  private final Executor thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** Whether a run of {@link #drain} is due or in progress. */
  private final AtomicBoolean scheduled = new AtomicBoolean();

  CoalescingExecutor(Executor thread) {
    this.thread = thread;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      schedule();
    }
  }

  /**
   * If the executor has ended, the calling thread runs the tasks, which then fail by themselves.
   */
  private void schedule() {
    try {
      thread.execute(this::drain);
    } catch (RejectedExecutionException e) {
      drainAll();
    }
  }

  private void drain() {
    for (int i = 0; i < AT_ONCE; i++) {
      if (!runNext()) {
        return;
      }
    }
    schedule();
  }

  private void drainAll() {
    boolean more = true;
    while (more) {
      more = runNext();
    }
  }

  /** Runs the next task. Returns false if there is none: then nothing is scheduled any more. */
  private boolean runNext() {
    Runnable task = tasks.poll();
    if (task != null) {
      task.run();
      return true;
    }
    scheduled.set(false);
    return !tasks.isEmpty() && scheduled.compareAndSet(false, true);
  }
}
