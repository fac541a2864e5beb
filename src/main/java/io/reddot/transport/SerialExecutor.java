package io.reddot.transport;

import io.netty.util.concurrent.FastThreadLocal;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other, in order, on threads of a pool, which it shares with others:
 * after some tasks it is their turn. Thread-safe.
 */
public final class SerialExecutor implements Executor {
  private static final System.Logger LOGGER = System.getLogger(SerialExecutor.class.getName());

  private static final int TURN = 64;

  private final Executor pool;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** How many are to be run; whoever takes it from 0 sees to it that they are. */
  private final AtomicInteger size = new AtomicInteger();

  public SerialExecutor(Executor pool) {
    this.pool = pool;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (size.getAndIncrement() == 0) {
      start();
    }
  }

  private void start() {
    try {
      pool.execute(this::run);
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.DEBUG, "the threads have ended with the application", e);
    }
  }

  private void run() {
    try {
      runSome();
    } finally {
      // The thread is the container's: what Netty left in it would keep us in memory, undeployed.
      FastThreadLocal.removeAll();
    }
  }

  private void runSome() {
    for (int i = 0; i < TURN; i++) {
      Runnable task = tasks.remove();
      try {
        task.run();
      } catch (Exception e) { // Netty throws what it does not declare, too
        LOGGER.log(Level.ERROR, "a task failed; the next ones run", e);
      }
      if (size.decrementAndGet() == 0) {
        return;
      }
    }
    start();
  }
}
