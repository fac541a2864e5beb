package io.reddot.transport.mqtt.store;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.transport.mqtt.store.ShareStore.Share;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Reads and writes the messages that nodes have taken for groups and not settled yet. A message
 * without a node is free. Groups are identified by {@link GroupRows#name}. Stateless.
 */
final class ShareRows {
  private ShareRows() {}

  /** Whether each node has its message. */
  static boolean hold(Transaction transaction, List<Share> shares) throws SQLException {
    for (Share one : shares) {
      if (!holds(transaction, GroupRows.name(one.group()), one.node(), one.position())) {
        return false;
      }
    }
    return true;
  }

  static boolean holds(Transaction transaction, String name, String node, long position)
      throws SQLException {
    return transaction
        .sql()
        .exists(
            "SELECT 1 FROM share_message WHERE name = ? AND position = ? AND node = ?",
            name,
            position,
            node);
  }

  /** Returns the positions without those that have a row, whichever node has them. */
  static List<Long> absent(Transaction transaction, String name, List<Long> positions)
      throws SQLException {
    Sql sql = transaction.sql();
    List<Long> absent = new ArrayList<>();
    for (long position : positions) {
      if (!sql.exists(
          "SELECT 1 FROM share_message WHERE name = ? AND position = ?", name, position)) {
        absent.add(position);
      }
    }
    return absent;
  }

  /** Deletes messages that no longer belong to their group. */
  static void remove(Transaction transaction, List<Share> shares) throws SQLException {
    for (Share one : shares) {
      settle(transaction, GroupRows.name(one.group()), one.node(), List.of(one.position()));
    }
  }

  /** Deletes settled messages that the node has or that are free. */
  static void settle(Transaction transaction, String name, String node, Collection<Long> positions)
      throws SQLException {
    transaction
        .sql()
        .batch(
            "DELETE FROM share_message WHERE name = ? AND position = ? AND node IN (?, '')",
            positions,
            position -> new Object[] {name, position, node});
  }

  /** Gives messages without a row to a node. */
  static void insert(Transaction transaction, String name, String node, Collection<Long> positions)
      throws SQLException {
    transaction
        .sql()
        .batch(
            "INSERT INTO share_message (name, position, node) VALUES (?,?,?)",
            positions,
            position -> new Object[] {name, position, node});
  }

  /** Frees all messages of a group that a node has. */
  static void free(Transaction transaction, String name, String node) throws SQLException {
    transaction
        .sql()
        .update("UPDATE share_message SET node = '' WHERE name = ? AND node = ?", name, node);
  }

  /** Frees some messages, if the node has them. */
  static void free(Transaction transaction, String name, String node, Collection<Long> positions)
      throws SQLException {
    transaction
        .sql()
        .batch(
            "UPDATE share_message SET node = '' WHERE name = ? AND node = ? AND position = ?",
            positions,
            position -> new Object[] {name, node, position});
  }

  /** Gives the first free messages to a node, and returns their positions. */
  static List<Long> takeFree(Transaction transaction, String name, String node, int limit)
      throws SQLException {
    if (limit <= 0) {
      return List.of();
    }
    Sql sql = transaction.sql();
    List<Long> positions =
        sql.list(
            "SELECT position FROM share_message WHERE name = ? AND node = ''"
                + " ORDER BY position LIMIT ?",
            row -> row.getLong(1),
            name,
            limit);
    if (!positions.isEmpty()) {
      sql.update(
          "UPDATE share_message SET node = ? WHERE name = ? AND node = '' AND position <= ?",
          node,
          name,
          positions.get(positions.size() - 1));
    }
    return positions;
  }
}
