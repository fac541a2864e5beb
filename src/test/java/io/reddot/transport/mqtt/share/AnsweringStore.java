package io.reddot.transport.mqtt.share;

import io.reddot.log.ShareStore;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A real store whose calls return after the answer. Once the node is killed, it neither changes nor
 * answers anything. It can lose one answer.
 */
final class AnsweringStore implements ShareStore {
  private final ShareStore store;
  private boolean killed;
  private boolean failing;
  private int changes;

  AnsweringStore(ShareStore store) {
    this.store = store;
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
  public CompletionStage<Long> seat(String group, String node, String owner) {
    return answered(() -> store.seat(group, node, owner));
  }

  @Override
  public CompletionStage<Boolean> keep(String group, String session) {
    return answered(() -> store.keep(group, session));
  }

  @Override
  public CompletionStage<Boolean> drop(String group, String session) {
    return answered(() -> store.drop(group, session));
  }

  @Override
  public CompletionStage<Taken> take(String group, String node, Take take) {
    return answered(() -> store.take(group, node, take));
  }

  @Override
  public CompletionStage<Boolean> leave(
      String group, String node, Collection<Long> settled, Collection<Long> left) {
    return answered(() -> store.leave(group, node, settled, left));
  }

  @Override
  public Set<String> free(Collection<String> groups) {
    return killed ? Set.of() : store.free(groups);
  }

  @Override
  public CompletionStage<Boolean> beat(String node) {
    return answered(() -> store.beat(node));
  }

  @Override
  public Map<String, Long> beats() {
    return killed ? Map.of() : store.beats();
  }

  @Override
  public boolean overdue(Instant handedBefore) {
    return !killed && store.overdue(handedBefore);
  }

  @Override
  public CompletionStage<Integer> giveBack(Instant handedBefore) {
    return answered(() -> store.giveBack(handedBefore));
  }

  @Override
  public CompletionStage<Boolean> gone(String node, long beat) {
    return answered(() -> store.gone(node, beat));
  }
}
