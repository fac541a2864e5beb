package io.reddot.access;

import io.reddot.container.BoundedExecutor;
import io.reddot.message.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Checks credentials, some at a time; a bounded number of others wait. While the issuer of the keys
 * does not answer, each check waits for it and more clients come. Thread-safe.
 */
final class Checking implements AutoCloseable {
  private final BoundedExecutor pool;

  /**
   * @param pool given away
   */
  Checking(BoundedExecutor pool) {
    this.pool = pool;
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
