package io.reddot.transport.mqtt.store;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes groups that share messages, and the nodes' seats in them. Stateless. */
final class GroupRows {
  /** In characters: a row of a PostgreSQL index holds at most about 2,700 bytes. */
  private static final int LONGEST_NAME = 640;

  /** Whether a stored session that has not expired is a member. */
  private static final String KEPT =
      "EXISTS (SELECT 1 FROM share_member JOIN session ON session.key = share_member.session"
          + " WHERE share_member.name = share_group.name AND session.expires_at > ?)";

  private static final String SEATED =
      "EXISTS (SELECT 1 FROM share_seat WHERE share_seat.name = share_group.name)";

  private GroupRows() {}

  /** Returns the name of a group in the tables. */
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

  /** Returns the position of a group; null if the group does not exist. */
  static @Nullable Long position(Transaction transaction, String name) throws SQLException {
    return transaction
        .sql()
        .first("SELECT position FROM share_group WHERE name = ?", row -> row.getLong(1), name);
  }

  /**
   * Creates a group at the head of the log.
   *
   * @param owner the user who owns the group; empty: the server itself, which may have any number
   * @return the group's position
   * @throws io.reddot.message.Problem (429) if there are too many groups, of the owner or of all
   */
  static long begin(Transaction transaction, ShareBounds bounds, String name, String owner)
      throws SQLException {
    Sql sql = transaction.sql();
    if (!owner.isEmpty()) {
      bounds.checkGroups(sql.number("SELECT count(*) FROM share_group WHERE owner = ?", owner) + 1);
      bounds.checkAllGroups(sql.number("SELECT count(*) FROM share_group") + 1);
    }
    sql.update(
        "INSERT INTO share_group (name, position, owner) VALUES (?, ?, ?)",
        name,
        transaction.head(),
        owner);
    return transaction.head();
  }

  /** Returns the nodes that have a seat. */
  static Set<String> seated(Transaction transaction, String name) throws SQLException {
    return new HashSet<>(
        transaction
            .sql()
            .list("SELECT node FROM share_seat WHERE name = ?", row -> row.getString(1), name));
  }

  /** Deletes a group without seats and members. */
  static void sweep(Transaction transaction, String name) throws SQLException {
    Sql sql = transaction.sql();
    int deleted =
        sql.update(
            "DELETE FROM share_group WHERE name = ? AND NOT " + SEATED + " AND NOT " + KEPT,
            name,
            transaction.now());
    if (deleted > 0) {
      sql.update("DELETE FROM share_message WHERE name = ?", name);
    }
  }

  /** Deletes all groups without seats and members. */
  static void sweep(Transaction transaction) throws SQLException {
    Sql sql = transaction.sql();
    int deleted =
        sql.update(
            "DELETE FROM share_group WHERE NOT " + SEATED + " AND NOT " + KEPT, transaction.now());
    if (deleted > 0) {
      sql.update(
          "DELETE FROM share_message WHERE NOT EXISTS"
              + " (SELECT 1 FROM share_group WHERE share_group.name = share_message.name)");
    }
  }
}
