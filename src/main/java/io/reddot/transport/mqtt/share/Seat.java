package io.reddot.transport.mqtt.share;

import io.reddot.message.Problem;
import io.reddot.transport.mqtt.store.ShareStore;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The seat of this node in a group: the store's record that the node has members. Confined to the
 * group's executor.
 */
final class Seat {
  private static final System.Logger LOGGER = System.getLogger(Seat.class.getName());

  private final ShareStore store;
  private final String group;
  private final String node;
  private final String owner;
  private final Executor serial;
  private final LongConsumer onTaken;

  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();

  /** Incremented when answers to earlier requests must be ignored. */
  private int generation;

  private boolean requested;
  private boolean taken;

  /**
   * @param owner the user whose quota the group counts against if this seat creates it
   * @param onTaken called with the position of the group
   */
  Seat(
      ShareStore store,
      String group,
      String node,
      String owner,
      Executor serial,
      LongConsumer onTaken) {
    this.store = store;
    this.group = group;
    this.node = node;
    this.owner = owner;
    this.serial = serial;
    this.onTaken = onTaken;
  }

  boolean taken() {
    return taken;
  }

  int generation() {
    return generation;
  }

  /** Completes when the seat is taken; requests it if necessary. */
  CompletionStage<Void> await() {
    CompletableFuture<Void> there = new CompletableFuture<>();
    if (taken) {
      there.complete(null);
    } else {
      waiting.add(there);
      request();
    }
    return there;
  }

  void request() {
    if (requested) {
      return;
    }
    requested = true;
    int now = generation;
    store
        .seat(group, node, owner)
        .whenComplete(
            (position, failure) ->
                serial.execute(
                    () -> {
                      if (now == generation) {
                        requested = false;
                        answered(position, failure);
                      }
                    }));
  }

  private void answered(@Nullable Long position, @Nullable Throwable failure) {
    List<CompletableFuture<Void>> told = List.copyOf(waiting);
    waiting.clear();
    if (position != null) {
      taken = true;
      onTaken.accept(position);
      told.forEach(one -> one.complete(null));
      return;
    }
    Throwable cause = failure == null ? null : Problem.cause(failure);
    if (cause instanceof Problem refused) {
      told.forEach(one -> one.completeExceptionally(refused)); // the members leave
    } else {
      LOGGER.log(
          Level.ERROR, "could not join the shared subscription " + group + "; retrying", failure);
      told.forEach(one -> one.completeExceptionally(new IllegalStateException("no seat", failure)));
    }
  }

  /** Notes that the seat must be requested again. Members continue to wait for it. */
  void lose() {
    generation++;
    requested = false;
    taken = false;
  }

  /** Gives up the seat: no member is left on this node. */
  void leave() {
    lose();
    waiting.forEach(one -> one.complete(null));
    waiting.clear();
  }
}
