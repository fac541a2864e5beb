package io.reddot.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.reddot.message.Problem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tests whether the log can be written: commits a change of one number, which reaches the disk like
 * a message does. A read, or an empty transaction, would succeed on a full disk. At most one change
 * waits, however often the log is tested. Thread-safe.
 */
final class CommitProbe {
  private final MessageLog log;
  private final Duration patience;

  @GuardedBy("this")
  private CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);

  /**
   * @param patience the time within which a healthy log commits
   */
  CommitProbe(MessageLog log, Duration patience) {
    this.log = log;
    this.patience = patience;
  }

  /** Returns why the log cannot be written; null if it can. */
  @Nullable String fault() {
    try {
      var unused = change().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return null;
    } catch (TimeoutException e) {
      return "The log has not committed a change within " + patience.toMillis() + " ms.";
    } catch (ExecutionException e) {
      return e.getCause() instanceof Problem problem
          ? problem.detail()
          : "The log cannot be written.";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the container is ending its threads
      return "The check of the log was interrupted.";
    }
  }

  private synchronized CompletableFuture<Long> change() {
    if (last.isDone()) {
      last = log.transactions().change(1, 0, Transaction::next).toCompletableFuture();
    }
    return last;
  }
}
