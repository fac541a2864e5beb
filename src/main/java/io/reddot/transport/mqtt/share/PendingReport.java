package io.reddot.transport.mqtt.share;

import io.reddot.transport.mqtt.store.ShareStore.Take;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Changes that were not reported to the store yet, or that the store has not confirmed. Each
 * request to the store carries all of them. Confined to the group's executor.
 */
final class PendingReport {
  /** This many settled messages are reported immediately; fewer wait for the next request. */
  private static final int MANY = 1_000;

  private final List<Long> settled = new ArrayList<>();

  /** Settled messages in the request that is under way. */
  private List<Long> reported = List.of();

  /** Messages of which only the store knows whether they belong to this node. */
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

  /** Returns whether the message was doubtful. */
  boolean dropDoubt(long position) {
    return doubtful.remove(position);
  }

  void giveBack(long position) {
    returned.add(position);
  }

  boolean hasManySettled() {
    return settled.size() >= MANY;
  }

  /** Whether there are changes to report at the clock's next tick. */
  boolean isDue() {
    return !settled.isEmpty() || !returned.isEmpty();
  }

  /** Whether there are changes to report immediately. */
  boolean isUrgent() {
    return !doubtful.isEmpty() || !returned.isEmpty();
  }

  List<Long> settled() {
    return List.copyOf(settled);
  }

  /**
   * Moves all changes into a request.
   *
   * @param from the position up to which messages were taken
   * @param to the position to take messages up to; 0: none
   * @param acknowledged positions that are stored until they are settled
   * @param free the number of free messages wanted
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

  /** Notes that the store has answered the request. */
  void confirm() {
    reported = List.of();
  }

  /** Keeps only settled messages, to report them again; the store decides about all others. */
  void restart() {
    settled.addAll(reported);
    reported = List.of();
    doubtful.clear();
    returned.clear();
  }
}
