package io.reddot.inbox;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Moves messages between {@code inbox_item} and {@code inbox_collapsed}, so that of each topic and
 * collapse key the newest message is an item, and all others are not. Stateless.
 */
final class CollapsedItems {
  /** A list says how many messages one replaces, up to this number. */
  static final int MOST = 99;

  private static final String COLUMNS = "topic, collapse, category, position, event, expires_at";

  private CollapsedItems() {}

  /** The messages of a topic with the same collapse key. */
  record Group(String topic, String collapse) {}

  /** Hides the items of some groups, because newer messages replace them. */
  static void hide(Transaction transaction, Collection<Group> groups) throws SQLException {
    for (String sql :
        List.of(
            "INSERT INTO inbox_collapsed ("
                + COLUMNS
                + ") SELECT "
                + COLUMNS
                + " FROM inbox_item WHERE topic = ? AND collapse = ?",
            "DELETE FROM inbox_item WHERE topic = ? AND collapse = ?")) {
      transaction
          .sql()
          .batch(sql, List.copyOf(groups), one -> new Object[] {one.topic, one.collapse});
    }
  }

  /** Removes hidden messages of a topic. */
  static void remove(Transaction transaction, String topic, long after, long through)
      throws SQLException {
    transaction
        .sql()
        .update(
            "DELETE FROM inbox_collapsed WHERE topic = ? AND position > ? AND position <= ?",
            topic,
            after,
            through);
  }

  /**
   * Removes hidden messages that have expired. No count changes.
   *
   * @return the number of removed messages, at most {@code most}
   */
  static int expire(Transaction transaction, int most) throws SQLException {
    return transaction
        .sql()
        .update(
            "DELETE FROM inbox_collapsed WHERE (topic, collapse, position) IN"
                + " (SELECT topic, collapse, position FROM inbox_collapsed"
                + " WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)",
            transaction.now(),
            most);
  }

  /** Makes the newest hidden message of each group an item, because its item has gone. */
  static void show(Transaction transaction, Collection<Group> groups) throws SQLException {
    Sql sql = transaction.sql();
    List<Object[]> newest = new ArrayList<>();
    for (Group group : groups) {
      long position =
          sql.number(
              "SELECT COALESCE(max(position), 0) FROM inbox_collapsed WHERE topic = ?"
                  + " AND collapse = ? AND (expires_at IS NULL OR expires_at > ?)"
                  + " AND NOT EXISTS (SELECT 1 FROM inbox_item WHERE inbox_item.topic = ?"
                  + " AND inbox_item.collapse = ?)",
              group.topic,
              group.collapse,
              transaction.now(),
              group.topic,
              group.collapse);
      if (position > 0) {
        newest.add(new Object[] {group.topic, group.collapse, position});
      }
    }
    String which = " FROM inbox_collapsed WHERE topic = ? AND collapse = ? AND position = ?";
    sql.batch(
        "INSERT INTO inbox_item (" + COLUMNS + ") SELECT " + COLUMNS + which, newest, one -> one);
    sql.batch("DELETE" + which, newest, one -> one);
  }

  /** Counts the messages that an item replaces, of those that its reader sees; up to a bound. */
  static int under(Sql sql, Group group, long since) throws SQLException {
    return Math.toIntExact(
        sql.number(
            "SELECT count(*) FROM (SELECT 1 FROM inbox_collapsed WHERE topic = ? AND collapse = ?"
                + " AND position > ? LIMIT "
                + MOST
                + ") one",
            group.topic,
            group.collapse,
            since));
  }
}
