package io.reddot.access;

import io.reddot.container.BoundedExecutor;
import io.reddot.message.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Checks a few credentials at a time, while a bounded number of others wait. The bound matters
 * while the issuer of the keys does not answer: each check then waits for the issuer, and more
 * clients arrive. Thread-safe.
 */
final class Checking implements AutoCloseable {
  private final BoundedExecutor pool;

  /**
   * @param pool owned by this object from now on
   */
  Checking(BoundedExecutor pool) {
    this.pool = pool;
  }

  /**
   * Checks a credential on another thread.
   *
   * @return a future that fails with a {@link Problem} (503) if too many checks wait already or the
   *     application is stopping
   */
  <T> CompletableFuture<T> check(Supplier<T> credential) {
    try {
      return CompletableFuture.supplyAsync(credential, pool);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          Problem.unavailable("Too many tokens are waiting to be verified: retry later."));
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
