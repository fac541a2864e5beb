package io.reddot.transport.mqtt.share;

import io.reddot.transport.mqtt.store.ShareStore.Take;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the store has not been told yet, or has not confirmed. Each request to the store carries all
 * of it. Confined to the group's executor.
 */
final class PendingReport {
  /** The store is told at once about this many settled messages; fewer wait for company. */
  private static final int MANY = 1_000;

  private final List<Long> settled = new ArrayList<>();

  /** Settled messages in the request that is under way. */
  private List<Long> reported = List.of();

  /** Messages that may belong to this node or to a stored session; the store knows. */
  private final Set<Long> doubtful = new HashSet<>();

  /** Messages that other nodes may take. */
  private final List<Long> returned = new ArrayList<>();

  void settle(long position) {
    settled.add(position);
  }

  void settleAll(List<Long> positions) {
    settled.addAll(positions);
  }

  /** Asks the store whether the message belongs to this node. */
  void doubt(long position) {
    doubtful.add(position);
  }

  /** Returns whether there was a doubt. */
  boolean dropDoubt(long position) {
    return doubtful.remove(position);
  }

  void giveBack(long position) {
    returned.add(position);
  }

  boolean hasManySettled() {
    return settled.size() >= MANY;
  }

  /** Whether there is something that a request at the clock's next tick should carry. */
  boolean isDue() {
    return !settled.isEmpty() || !returned.isEmpty();
  }

  /** Whether there is something that must not wait. */
  boolean isUrgent() {
    return !doubtful.isEmpty() || !returned.isEmpty();
  }

  List<Long> settled() {
    return List.copyOf(settled);
  }

  /**
   * Moves everything into a request.
   *
   * @param from the position up to which messages were taken
   * @param to the position to take messages up to; 0: none
   * @param acknowledged positions that are stored until they are settled
   * @param free the number of messages wanted of those that belong to no node
   */
  Take request(long from, long to, List<Long> acknowledged, int free) {
    reported = List.copyOf(settled);
    Take take =
        new Take(
            from, to, acknowledged, reported, List.copyOf(doubtful), free, List.copyOf(returned));
    settled.clear();
    doubtful.clear();
    returned.clear();
    return take;
  }

  /** The store has answered the request. */
  void confirm() {
    reported = List.of();
  }

  /** The store decides about everything but settled messages, which are reported again. */
  void restart() {
    settled.addAll(reported);
    reported = List.of();
    doubtful.clear();
    returned.clear();
  }
}
