package io.reddot.inbox;

import io.reddot.message.Cursor;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent.MembershipChanged;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The table of memberships. */
final class MembershipRows {
  private MembershipRows() {}

  /** The groups of a user, each with its since. */
  static Map<String, Long> of(Connection connection, String user) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT group_name, since FROM membership WHERE member = ? ORDER BY group_name")) {
      select.setString(1, user);
      return numbers(select);
    }
  }

  static Map<String, Long> members(Connection connection, String group, String after, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT member, since FROM membership WHERE group_name = ? AND member > ?"
                + " ORDER BY member LIMIT ?")) {
      select.setString(1, group);
      select.setString(2, after);
      select.setInt(3, limit);
      return numbers(select);
    }
  }

  static Map<String, Long> groups(Connection connection, String after, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT group_name, count(*) FROM membership WHERE group_name > ?"
                + " GROUP BY group_name ORDER BY group_name LIMIT ?")) {
      select.setString(1, after);
      select.setInt(2, limit);
      return numbers(select);
    }
  }

  /** Names with numbers, in the order of the rows. */
  private static Map<String, Long> numbers(PreparedStatement select) throws SQLException {
    Map<String, Long> numbers = new LinkedHashMap<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        numbers.put(rows.getString(1), rows.getLong(2));
      }
    }
    return numbers;
  }

  /**
   * @return the log's end after it
   * @throws Problem (409) if the user is in too many others
   */
  static Cursor join(Transaction transaction, String group, String user, String by)
      throws SQLException {
    Map<String, Long> present = of(transaction.connection(), user);
    if (present.containsKey(group)) {
      return transaction.cursor();
    }
    if (present.size() >= InboxStore.MAX_MEMBERSHIPS) {
      throw Problem.conflict(
          "This user is in %d groups; it cannot be in more.".formatted(present.size()));
    }
    Cursor joined = transaction.append(new MembershipChanged(user, group, true), by);
    PreparedStatement insert =
        transaction.statement("INSERT INTO membership (group_name, member, since) VALUES (?,?,?)");
    insert.setString(1, group);
    insert.setString(2, user);
    insert.setLong(3, joined.position());
    insert.executeUpdate();
    return joined;
  }

  /**
   * @return the log's end after it
   */
  static Cursor leave(Transaction transaction, String group, String user, String by)
      throws SQLException {
    PreparedStatement delete =
        transaction.statement("DELETE FROM membership WHERE group_name = ? AND member = ?");
    delete.setString(1, group);
    delete.setString(2, user);
    return delete.executeUpdate() == 0
        ? transaction.cursor()
        : transaction.append(new MembershipChanged(user, group, false), by);
  }
}
