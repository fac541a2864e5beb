package io.reddot.transport.mqtt.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Groups whose members share messages, on whatever node they are: each message of the log is taken
 * for the group by one node. A group is its owner's, who is a user, and counts as one of those that
 * the owner may have. A group has a position, up to which everything was taken; a node takes by
 * moving it on, and the transactions of all nodes are one after the other, so that of two who try
 * one comes too late. What was taken stands here until it is done with, so that others can have it
 * when its node is gone.
 *
 * <p>A group begins, at the log's end, with the first node that takes a seat in it, and lasts as
 * long as a node has one or a session is stored that is a {@linkplain #keep member}. A node has a
 * seat until it leaves or is {@linkplain #gone taken for gone}; until then it is to {@link #beat}.
 *
 * <p>Changes are committed in the order in which they were asked for, among themselves and with
 * {@link MessageLog#append} and those of the {@link SessionStore}, and fail as an append does.
 * Answers come on a thread that must not be held up. Thread-safe.
 */
public interface ShareStore {

  /**
   * Takes a seat. What this node has of the group, of an earlier time, is nobody's from now on.
   *
   * @param owner the user for whom the group begins, if it does; empty: the house itself, which may
   *     have any number
   * @return the group's position: what comes after it can be taken. It fails with a {@link
   *     io.reddot.message.Problem} (429) if the owner has as many groups as it may, or all users
   *     have
   */
  CompletionStage<Long> seat(String group, String node, String owner);

  /** The stored session is a member, if there is the group, until it is gone or dropped. */
  CompletionStage<Boolean> keep(String group, String session);

  /** It is a member no longer. */
  CompletionStage<Boolean> drop(String group, String session);

  /**
   * Takes messages, and says which are done with.
   *
   * @return {@link Taken#UNSEATED}, with nothing changed, if the node has no seat: it was taken for
   *     gone, and has nothing any more
   */
  CompletionStage<Taken> take(String group, String node, Take take);

  /**
   * Gives up the seat. What the node has and is not done with is nobody's then.
   *
   * @param settled is done with
   * @param left is not, whether it was {@linkplain Take#kept kept} or not
   */
  CompletionStage<Boolean> leave(
      String group, String node, Collection<Long> settled, Collection<Long> left);

  /** Those of {@code groups} that have messages which are nobody's. */
  Set<String> free(Collection<String> groups);

  /**
   * The node lives.
   *
   * @return false if it has no seat in any group, be it that it was taken for gone
   */
  CompletionStage<Boolean> beat(String node);

  /**
   * How often each node has said that it lives. No clock of one node is compared with another's.
   */
  Map<String, Long> beats();

  /**
   * Takes a node for gone: it loses its seats, and what it has is nobody's.
   *
   * @param beat if it has said that it lives since, nothing happens
   * @return whether it was taken for gone
   */
  CompletionStage<Boolean> gone(String node, long beat);

  /** Whether a stored session has something that {@link #giveBack} would take. */
  boolean overdue(Instant handedBefore);

  /**
   * Takes from stored sessions what they were handed before that moment and have not acknowledged:
   * it is their groups' again, and nobody's.
   *
   * @return how much that was; it may be done again if there was more
   */
  CompletionStage<Integer> giveBack(Instant handedBefore);

  /**
   * What a node wants.
   *
   * @param from it knows what the group has to take from here on; if the group is not that far,
   *     nothing is taken
   * @param to it takes everything after the group's position up to here
   * @param kept of that, what is to stand until it is done with; else it is lost with the node
   * @param settled what it has and is done with
   * @param doubtful what it had and may have no more
   * @param free so many messages at most that are nobody's
   * @param returned what it has, and is nobody's from now on
   */
  record Take(
      long from,
      long to,
      List<Long> kept,
      List<Long> settled,
      List<Long> doubtful,
      int free,
      List<Long> returned) {
    public Take {
      kept = List.copyOf(kept);
      settled = List.copyOf(settled);
      doubtful = List.copyOf(doubtful);
      returned = List.copyOf(returned);
    }
  }

  /**
   * What it got.
   *
   * @param seated whether the node has a seat; else the rest says nothing
   * @param before where the group was: of what was asked for, all after it is the node's if moved
   * @param moved whether anything was taken
   * @param others so many other nodes have a seat
   * @param sure of what was doubtful, what the node has
   * @param freed what was nobody's and is the node's now
   */
  record Taken(
      boolean seated, long before, boolean moved, int others, List<Long> sure, List<Long> freed) {
    static final Taken UNSEATED = new Taken(false, 0, false, 0, List.of(), List.of());
  }

  /** A message that a node has taken for a group. */
  record Share(String group, String node, long position) {}
}
