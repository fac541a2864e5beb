package io.reddot.access;

import io.reddot.message.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Checks credentials, some at a time; a bounded number of others wait. While the keys' issuer does
 * not answer each check waits for it, and more clients come. Thread-safe.
 */
final class Checking implements AutoCloseable {
  private final ThreadPoolExecutor pool;

  /**
   * @param most how many may wait beside those that are being checked
   */
  Checking(int threads, int most, ThreadFactory factory) {
    pool =
        new ThreadPoolExecutor(
            threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(most), factory);
    pool.allowCoreThreadTimeOut(true);
  }

  /** Fails with a {@link Problem} (503) if too many wait already, or the application ends. */
  <T> CompletableFuture<T> check(Supplier<T> credential) {
    try {
      return CompletableFuture.supplyAsync(credential, pool);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          Problem.unavailable("Too many tokens wait to be checked: come again later."));
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
