package io.reddot.container;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A bounded number of the container's threads, and a bounded number of tasks that wait for one. A
 * task beyond those is rejected. Threads that are not used end after 30 seconds.
 *
 * <p>Not the container's own executor: Payara's captures the application's context for each task by
 * a {@code ServiceLoader} scan of the application, which costs 100 µs, and the thread that hands
 * over the task would pay for it. Thread-safe.
 */
public final class BoundedExecutor extends ThreadPoolExecutor {
  /** For tasks whose number is bounded by what makes them. */
  public static final int BOUNDED_ELSEWHERE = Integer.MAX_VALUE;

  /**
   * @param waiting how many tasks may wait, beside those that run
   */
  public BoundedExecutor(int threads, int waiting, ThreadFactory factory) {
    super(threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), factory);
    allowCoreThreadTimeOut(true);
  }
}
