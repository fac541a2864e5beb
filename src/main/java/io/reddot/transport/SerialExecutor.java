package io.reddot.transport;

import io.netty.util.concurrent.FastThreadLocal;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other, in order, on threads of a shared pool. After 64 tasks it yields
 * its thread to other users of the pool. Thread-safe.
 */
public final class SerialExecutor implements Executor {
  private static final System.Logger LOGGER = System.getLogger(SerialExecutor.class.getName());

  private static final int TURN = 64;

  private final Executor pool;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** The number of tasks; the thread that increments it from 0 starts the run. */
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
      LOGGER.log(Level.DEBUG, "dropped tasks: the thread pool has stopped with the application", e);
    }
  }

  private void run() {
    try {
      runSome();
    } finally {
      // Netty's data in the container's thread would keep the undeployed application in memory.
      FastThreadLocal.removeAll();
    }
  }

  private void runSome() {
    for (int i = 0; i < TURN; i++) {
      Runnable task = tasks.remove();
      try {
        task.run();
      } catch (Exception e) { // Netty throws checked exceptions that it does not declare
        LOGGER.log(Level.ERROR, "a task of a connection failed; its next tasks still run", e);
      }
      if (size.decrementAndGet() == 0) {
        return;
      }
    }
    start();
  }
}
