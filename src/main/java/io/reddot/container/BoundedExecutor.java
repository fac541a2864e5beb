package io.reddot.container;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A pool of a fixed number of the container's threads, with a bounded queue. A task beyond that is
 * rejected. Idle threads end after 30 seconds.
 *
 * <p>It does not use the container's own executor: for each task, Payara's captures the
 * application's context by a {@code ServiceLoader} scan, which costs the submitting thread 100 µs.
 * Thread-safe.
 */
public final class BoundedExecutor extends ThreadPoolExecutor {
  /** For tasks whose number is bounded by their source. */
  public static final int BOUNDED_ELSEWHERE = Integer.MAX_VALUE;

  /**
   * @param waiting the number of tasks that may wait, besides the running ones
   */
  public BoundedExecutor(int threads, int waiting, ThreadFactory factory) {
    super(threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), factory);
    allowCoreThreadTimeOut(true);
  }
}
