package io.reddot.transport.mqtt.store;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.log.Transactions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Groups whose members share messages across nodes: for each message of the log, one node takes it
 * for the group. Each group belongs to a user and counts against that user's quota.
 *
 * <p>A group has a position, up to which every message was taken. A node takes messages by
 * advancing it. The transactions of all nodes run one after another, so only one of two competing
 * nodes succeeds. Taken messages are stored until they are settled, so that other nodes can take
 * them if their node dies. A message that no node has is free.
 *
 * <p>A group begins at the head of the log, with the first node that takes a seat in it. It lasts
 * as long as a node has a seat or a stored session is a {@linkplain #keep member}. A node keeps its
 * seat until it leaves or is considered {@linkplain #gone dead}; until then it must {@link #beat}.
 *
 * <p>Changes are committed in the order in which they were requested, among themselves and with
 * {@link io.reddot.log.MessageLog#append} and those of the {@link SessionStore}, and fail as an
 * append does. Results are delivered on a thread that must not be blocked. Thread-safe.
 */
public final class ShareStore {
  private static final int NAMES_A_QUERY = 500;

  private final Transactions transactions;
  private final ShareBounds bounds;

  public ShareStore(Transactions transactions, ShareBounds bounds) {
    this.transactions = transactions;
    this.bounds = bounds;
  }

  /**
   * Takes a seat. Messages that this node had of the group before become free.
   *
   * @param owner the user who owns the group if it is new; empty: the server itself, which may have
   *     any number
   * @return the group's position, after which messages can be taken. Fails with a {@link
   *     io.reddot.message.Problem} (429) if there are too many groups, of the owner or of all users
   */
  public CompletionStage<Long> seat(String group, String node, String owner) {
    String name = GroupRows.name(group);
    return transactions.change(
        4,
        name.length() + node.length() + owner.length(),
        transaction -> {
          GroupRows.sweep(transaction, name);
          Long position = GroupRows.position(transaction, name);
          if (position == null) {
            position = GroupRows.begin(transaction, bounds, name, owner);
          }
          NodeRows.enter(transaction, node, 0);
          transaction
              .sql()
              .update(
                  "INSERT INTO share_seat (name, node) VALUES (?, ?) ON CONFLICT DO NOTHING",
                  name,
                  node);
          ShareRows.free(transaction, name, node);
          return position;
        });
  }

  /**
   * Makes a stored session a member until the session ends or is dropped. Does nothing if the group
   * does not exist.
   */
  public CompletionStage<Boolean> keep(String group, String session) {
    String name = GroupRows.name(group);
    return transactions.change(
        1,
        name.length() + session.length(),
        transaction ->
            transaction
                    .sql()
                    .update(
                        "INSERT INTO share_member (name, session) SELECT ?, ?"
                            + " WHERE EXISTS (SELECT 1 FROM share_group WHERE name = ?)"
                            + " ON CONFLICT DO NOTHING",
                        name,
                        session,
                        name)
                > 0);
  }

  /** Ends the membership of a stored session. */
  public CompletionStage<Boolean> drop(String group, String session) {
    String name = GroupRows.name(group);
    return transactions.change(
        2,
        name.length() + session.length(),
        transaction -> {
          int dropped =
              transaction
                  .sql()
                  .update("DELETE FROM share_member WHERE name = ? AND session = ?", name, session);
          GroupRows.sweep(transaction, name);
          return dropped > 0;
        });
  }

  /**
   * Takes messages, and reports settled ones.
   *
   * @return {@link Taken#UNSEATED}, with nothing changed, if the node has no seat: it was
   *     considered dead and has lost all messages
   */
  public CompletionStage<Taken> take(String group, String node, Take take) {
    String name = GroupRows.name(group);
    int rows =
        take.kept().size()
            + take.settled().size()
            + take.doubtful().size()
            + take.returned().size();
    return transactions.change(
        1 + rows, name.length() + 16 * rows, transaction -> take(transaction, name, node, take));
  }

  private static Taken take(Transaction transaction, String name, String node, Take take)
      throws SQLException {
    Set<String> seated = GroupRows.seated(transaction, name);
    Long before = GroupRows.position(transaction, name);
    if (!seated.contains(node) || before == null) {
      return Taken.UNSEATED;
    }
    ShareRows.settle(transaction, name, node, take.settled());
    boolean moved = take.from() <= before && take.to() > before;
    if (moved) {
      transaction
          .sql()
          .update("UPDATE share_group SET position = ? WHERE name = ?", take.to(), name);
      List<Long> mine =
          take.kept().stream().filter(each -> each > before && each <= take.to()).toList();
      ShareRows.insert(transaction, name, node, mine);
    }
    List<Long> sure = new ArrayList<>();
    for (long position : take.doubtful()) {
      if (ShareRows.holds(transaction, name, node, position)) {
        sure.add(position);
      }
    }
    List<Long> freed = ShareRows.takeFree(transaction, name, node, take.free());
    // Last, so that the node does not take again what it returns.
    ShareRows.free(transaction, name, node, take.returned());
    return new Taken(true, before, moved, seated.size() - 1, sure, freed);
  }

  /**
   * Gives up the seat. The node's unsettled messages become free.
   *
   * @param settled messages that are settled
   * @param left messages that are not settled, whether they were {@linkplain Take#kept stored} or
   *     not
   */
  public CompletionStage<Boolean> leave(
      String group, String node, Collection<Long> settled, Collection<Long> left) {
    String name = GroupRows.name(group);
    List<Long> done = List.copyOf(settled);
    List<Long> rest = List.copyOf(left);
    int rows = done.size() + rest.size();
    return transactions.change(
        4 + rows,
        name.length() + 16 * rows,
        transaction -> {
          if (!GroupRows.seated(transaction, name).contains(node)) {
            return false; // other nodes have taken over its messages
          }
          ShareRows.settle(transaction, name, node, done);
          ShareRows.settle(transaction, name, node, rest); // next, all of them get a row
          ShareRows.insert(transaction, name, node, ShareRows.absent(transaction, name, rest));
          ShareRows.free(transaction, name, node);
          transaction
              .sql()
              .update("DELETE FROM share_seat WHERE name = ? AND node = ?", name, node);
          NodeRows.leave(transaction, node);
          GroupRows.sweep(transaction, name);
          return true;
        });
  }

  /** Returns those of {@code groups} that have free messages. */
  public Set<String> free(Collection<String> groups) {
    Map<String, String> byName = new HashMap<>();
    groups.forEach(group -> byName.put(GroupRows.name(group), group));
    List<String> names = List.copyOf(byName.keySet());
    Set<String> free = new HashSet<>();
    for (int from = 0; from < names.size(); from += NAMES_A_QUERY) {
      List<String> some = names.subList(from, Math.min(names.size(), from + NAMES_A_QUERY));
      transactions
          .read(
              sql ->
                  sql.list(
                      "SELECT DISTINCT name FROM share_message WHERE node = '' AND name IN "
                          + Sql.placeholders(some.size()),
                      row -> row.getString(1),
                      some.toArray()))
          .forEach(name -> free.add(byName.get(name)));
    }
    return free;
  }

  /**
   * Reports that a node is alive.
   *
   * @return false if the node is not watched: it has neither a seat nor a will, or was considered
   *     dead
   */
  public CompletionStage<Boolean> beat(String node) {
    return transactions.change(
        1,
        node.length(),
        transaction ->
            transaction.sql().update("UPDATE share_node SET beat = beat + 1 WHERE node = ?", node)
                > 0);
  }

  /**
   * Returns the number of beats of each node. Counting them avoids comparing the clocks of nodes.
   */
  public Map<String, Long> beats() {
    return transactions
        .read(
            sql ->
                sql.list(
                    "SELECT node, beat FROM share_node",
                    row -> Map.entry(row.getString(1), row.getLong(2))))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Considers a node dead: it loses its seats, its messages become free, and its wills become due.
   *
   * @param beat the last beat of the node; if there was a later one, nothing changes
   * @return whether the node is considered dead
   */
  public CompletionStage<Boolean> gone(String node, long beat) {
    return transactions.change(
        4,
        node.length(),
        transaction -> {
          Sql sql = transaction.sql();
          if (sql.update("DELETE FROM share_node WHERE node = ? AND beat = ?", node, beat) == 0) {
            return false;
          }
          sql.update("UPDATE share_message SET node = '' WHERE node = ?", node);
          sql.update("DELETE FROM share_seat WHERE node = ?", node);
          WillRows.orphan(transaction, node);
          GroupRows.sweep(transaction);
          return true;
        });
  }

  /** Whether a stored session has a message that {@link #giveBack} would take. */
  public boolean overdue(Instant handedBefore) {
    return transactions.read(sql -> HandedRows.overdue(sql, handedBefore));
  }

  /**
   * Takes messages from stored sessions that were handed over before a time and are not
   * acknowledged. They belong to their groups again, and are free.
   *
   * @return the number of messages; there may be more, because one transaction takes a limited
   *     number
   */
  public CompletionStage<Integer> giveBack(Instant handedBefore) {
    return transactions.change(
        2 * HandedRows.AT_ONCE, 0, transaction -> HandedRows.giveBack(transaction, handedBefore));
  }

  /**
   * A request to take messages.
   *
   * @param from the position after which the node knows the group's messages; if the group's
   *     position is before it, nothing is taken
   * @param to the position up to which the node takes messages, from the group's position on
   * @param kept the messages among them that are stored until they are settled; others are lost if
   *     the node dies
   * @param settled messages of the node that are settled
   * @param doubtful messages that the node may have lost
   * @param free the maximum number of free messages to take
   * @param returned messages of the node that become free
   */
  public record Take(
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
   * The answer to a {@link Take}.
   *
   * @param seated whether the node has a seat; otherwise the rest is meaningless
   * @param before the earlier position of the group; if it moved, all requested messages after it
   *     belong to the node
   * @param moved whether anything was taken
   * @param others the number of other nodes that have a seat
   * @param sure the doubtful messages that the node has
   * @param freed the free messages that the node has taken
   */
  public record Taken(
      boolean seated, long before, boolean moved, int others, List<Long> sure, List<Long> freed) {
    static final Taken UNSEATED = new Taken(false, 0, false, 0, List.of(), List.of());
  }

  /** A message that a node has taken for a group. */
  public record Share(String group, String node, long position) {}
}
