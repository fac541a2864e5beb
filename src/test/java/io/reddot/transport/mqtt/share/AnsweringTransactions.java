package io.reddot.transport.mqtt.share;

import io.reddot.log.Transactions;
import io.reddot.message.Draft;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The transactions of a node on a real log, whose changes return after the answer. Once the node is
 * killed, it neither changes nor answers anything. It can lose one answer.
 */
final class AnsweringTransactions implements Transactions {
  private final Transactions transactions;
  private boolean killed;
  private boolean failing;
  private int changes;

  AnsweringTransactions(Transactions transactions) {
    this.transactions = transactions;
  }

  void kill() {
    killed = true;
  }

  /** Loses the answer to the next change. */
  void fail() {
    failing = true;
  }

  /** The number of changes since the last call. */
  int changes() {
    int since = changes;
    changes = 0;
    return since;
  }

  private <T> CompletionStage<T> answered(Supplier<CompletionStage<T>> change) {
    if (killed) {
      return new CompletableFuture<>();
    }
    changes++;
    T answer = change.get().toCompletableFuture().join();
    if (failing) {
      failing = false;
      return CompletableFuture.failedFuture(new IllegalStateException("as the test wants it"));
    }
    return CompletableFuture.completedFuture(answer);
  }

  @Override
  public <T> CompletionStage<T> change(List<Draft> drafts, Change<T> change) {
    return answered(() -> transactions.change(drafts, change));
  }

  @Override
  public <T> CompletionStage<T> change(int rows, int size, Change<T> change) {
    return answered(() -> transactions.change(rows, size, change));
  }

  @Override
  public <T> T read(Query<T> query) {
    return transactions.read(alive(query));
  }

  @Override
  public <T> T readSnapshot(Query<T> query) {
    return transactions.readSnapshot(alive(query));
  }

  private <T> Query<T> alive(Query<T> query) {
    if (killed) {
      throw new IllegalStateException("the node was killed");
    }
    return query;
  }
}
