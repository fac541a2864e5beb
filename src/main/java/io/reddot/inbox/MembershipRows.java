package io.reddot.inbox;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.message.Cursor;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent.MembershipChanged;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and changes the table {@code membership}. Stateless. */
final class MembershipRows {
  private MembershipRows() {}

  /** Returns the groups of a user, each with the position after which it sees messages. */
  static Map<String, Long> of(Sql sql, String user) throws SQLException {
    return numbers(
        sql, "SELECT group_name, since FROM membership WHERE member = ? ORDER BY group_name", user);
  }

  static Map<String, Long> members(Sql sql, String group, String after, int limit)
      throws SQLException {
    return numbers(
        sql,
        "SELECT member, since FROM membership WHERE group_name = ? AND member > ?"
            + " ORDER BY member LIMIT ?",
        group,
        after,
        limit);
  }

  static Map<String, Long> groups(Sql sql, String after, int limit) throws SQLException {
    return numbers(
        sql,
        "SELECT group_name, count(*) FROM membership WHERE group_name > ?"
            + " GROUP BY group_name ORDER BY group_name LIMIT ?",
        after,
        limit);
  }

  /** Reads names with numbers, in the order of the rows. */
  private static Map<String, Long> numbers(Sql sql, String select, Object... values)
      throws SQLException {
    Map<String, Long> numbers = new LinkedHashMap<>();
    sql.list(select, row -> Map.entry(row.getString(1), row.getLong(2)), values)
        .forEach(one -> numbers.put(one.getKey(), one.getValue()));
    return numbers;
  }

  /**
   * Whether a user is not in a group yet, and has room for it.
   *
   * @throws Problem (409) if the user is in too many groups
   */
  static boolean mayJoin(Sql sql, String group, String user) throws SQLException {
    Map<String, Long> present = of(sql, user);
    if (present.containsKey(group)) {
      return false;
    }
    if (present.size() >= InboxStore.MAX_MEMBERSHIPS) {
      throw Problem.conflict(
          "The user %s is already in %d groups, which is the limit."
              .formatted(user, present.size()));
    }
    return true;
  }

  /** Counts the members of a group. */
  static long size(Sql sql, String group) throws SQLException {
    return sql.number("SELECT count(*) FROM membership WHERE group_name = ?", group);
  }

  /**
   * Adds a user to a group, unless the user is already in it.
   *
   * @return the end of the log afterwards
   * @throws Problem (409) if the user is in too many other groups
   */
  static Cursor join(Transaction transaction, String group, String user, String by)
      throws SQLException {
    if (!mayJoin(transaction.sql(), group, user)) {
      return transaction.cursor();
    }
    Cursor joined = transaction.append(new MembershipChanged(user, group, true), by);
    transaction
        .sql()
        .update(
            "INSERT INTO membership (group_name, member, since) VALUES (?,?,?)",
            group,
            user,
            joined.position());
    return joined;
  }

  /**
   * Removes a user from a group, if the user is in it.
   *
   * @return the end of the log afterwards
   */
  static Cursor leave(Transaction transaction, String group, String user, String by)
      throws SQLException {
    int left =
        transaction
            .sql()
            .update("DELETE FROM membership WHERE group_name = ? AND member = ?", group, user);
    return left == 0
        ? transaction.cursor()
        : transaction.append(new MembershipChanged(user, group, false), by);
  }
}
