package io.reddot.transport.mqtt.store;

import io.reddot.log.ShareStore.Share;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** What nodes have taken for groups, and the groups, as rows. */
final class ShareRows {
  /** PostgreSQL's indexes hold no more than about 2,700 bytes a row. */
  private static final int LONGEST_NAME = 640;

  /** Of a stored session; one past its expiry is none. */
  private static final String KEPT =
      "EXISTS (SELECT 1 FROM share_member JOIN session ON session.key = share_member.session"
          + " WHERE share_member.name = share_group.name AND session.expires_at > ?)";

  private static final String SEATED =
      "EXISTS (SELECT 1 FROM share_seat WHERE share_seat.name = share_group.name)";

  private ShareRows() {}

  /** The name that a group has in the tables. */
  static String name(String group) {
    if (group.length() <= LONGEST_NAME) {
      return group;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(group.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The node is one that others watch.
   *
   * @param beat what it says first, if it is not watched already
   */
  static void enter(Transaction transaction, String node, long beat) throws SQLException {
    PreparedStatement insert =
        transaction.statement(
            "INSERT INTO share_node (node, beat) VALUES (?, ?) ON CONFLICT DO NOTHING");
    insert.setString(1, node);
    insert.setLong(2, beat);
    insert.executeUpdate();
  }

  /** The node need not be watched if it has neither a seat nor a will. */
  static void leave(Transaction transaction, String node) throws SQLException {
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM share_node WHERE node = ?"
                + " AND NOT EXISTS (SELECT 1 FROM share_seat WHERE share_seat.node = ?)"
                + " AND NOT EXISTS (SELECT 1 FROM will WHERE will.node = ?)");
    delete.setString(1, node);
    delete.setString(2, node);
    delete.setString(3, node);
    delete.executeUpdate();
  }

  /** Forgets a group that nobody is in. */
  static void sweep(Transaction transaction, String name) throws SQLException {
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM share_group WHERE name = ? AND NOT " + SEATED + " AND NOT " + KEPT);
    delete.setString(1, name);
    Rows.setInstant(delete, 2, transaction.now());
    if (delete.executeUpdate() > 0) {
      PreparedStatement messages =
          transaction.statement("DELETE FROM share_message WHERE name = ?");
      messages.setString(1, name);
      messages.executeUpdate();
    }
  }

  /** Forgets all groups that nobody is in. */
  static void sweep(Transaction transaction) throws SQLException {
    PreparedStatement delete =
        transaction.statement("DELETE FROM share_group WHERE NOT " + SEATED + " AND NOT " + KEPT);
    Rows.setInstant(delete, 1, transaction.now());
    if (delete.executeUpdate() > 0) {
      transaction
          .statement(
              "DELETE FROM share_message WHERE NOT EXISTS"
                  + " (SELECT 1 FROM share_group WHERE share_group.name = share_message.name)")
          .executeUpdate();
    }
  }

  /** Whether each of them is its node's. */
  static boolean hold(Transaction transaction, List<Share> shares) throws SQLException {
    for (Share one : shares) {
      if (!holds(transaction, name(one.group()), one.node(), one.position())) {
        return false;
      }
    }
    return true;
  }

  static boolean holds(Transaction transaction, String name, String node, long position)
      throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT 1 FROM share_message WHERE name = ? AND position = ? AND node = ?");
    select.setString(1, name);
    select.setLong(2, position);
    select.setString(3, node);
    try (ResultSet row = select.executeQuery()) {
      return row.next();
    }
  }

  /** They are done with, as far as the group goes. */
  static void remove(Transaction transaction, List<Share> shares) throws SQLException {
    for (Share one : shares) {
      settle(transaction, name(one.group()), one.node(), List.of(one.position()));
    }
  }

  /** Done with; also what is nobody's, but not what another node has. */
  static void settle(Transaction transaction, String name, String node, Collection<Long> positions)
      throws SQLException {
    if (positions.isEmpty()) {
      return;
    }
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM share_message WHERE name = ? AND position = ? AND node IN (?, '')");
    for (long position : positions) {
      delete.setString(1, name);
      delete.setLong(2, position);
      delete.setString(3, node);
      delete.addBatch();
    }
    delete.executeBatch();
  }

  /** The node has them. */
  static void insert(Transaction transaction, String name, String node, Collection<Long> positions)
      throws SQLException {
    if (positions.isEmpty()) {
      return;
    }
    PreparedStatement insert =
        transaction.statement("INSERT INTO share_message (name, position, node) VALUES (?,?,?)");
    for (long position : positions) {
      insert.setString(1, name);
      insert.setLong(2, position);
      insert.setString(3, node);
      insert.addBatch();
    }
    insert.executeBatch();
  }

  /** What the node has of the group is nobody's. */
  static void free(Transaction transaction, String name, String node) throws SQLException {
    PreparedStatement free =
        transaction.statement("UPDATE share_message SET node = '' WHERE name = ? AND node = ?");
    free.setString(1, name);
    free.setString(2, node);
    free.executeUpdate();
  }

  /** What the node has of these is nobody's. */
  static void free(Transaction transaction, String name, String node, Collection<Long> positions)
      throws SQLException {
    if (positions.isEmpty()) {
      return;
    }
    PreparedStatement free =
        transaction.statement(
            "UPDATE share_message SET node = '' WHERE name = ? AND node = ? AND position = ?");
    for (long position : positions) {
      free.setString(1, name);
      free.setString(2, node);
      free.setLong(3, position);
      free.addBatch();
    }
    free.executeBatch();
  }

  /** Gives the node the first of those that are nobody's. */
  static List<Long> takeFree(Transaction transaction, String name, String node, int limit)
      throws SQLException {
    List<Long> positions = new ArrayList<>();
    if (limit <= 0) {
      return positions;
    }
    PreparedStatement select =
        transaction.statement(
            "SELECT position FROM share_message WHERE name = ? AND node = ''"
                + " ORDER BY position LIMIT ?");
    select.setString(1, name);
    select.setInt(2, limit);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        positions.add(rows.getLong(1));
      }
    }
    if (!positions.isEmpty()) {
      PreparedStatement take =
          transaction.statement(
              "UPDATE share_message SET node = ? WHERE name = ? AND node = '' AND position <= ?");
      take.setString(1, node);
      take.setString(2, name);
      take.setLong(3, positions.get(positions.size() - 1));
      take.executeUpdate();
    }
    return positions;
  }
}
