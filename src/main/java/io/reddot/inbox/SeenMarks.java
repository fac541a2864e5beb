package io.reddot.inbox;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import java.sql.SQLException;
import java.util.List;

/**
 * How far readers have seen their inboxes: one position for all topics, in the table {@code
 * inbox_seen}. Stateless.
 */
final class SeenMarks {
  private SeenMarks() {}

  /** Returns the position up to which the reader has seen all messages; 0: none. */
  static long of(Sql sql, String reader) throws SQLException {
    return sql.number("SELECT position FROM inbox_seen WHERE reader = ?", reader);
  }

  /**
   * Counts the unread messages that the reader has not seen.
   *
   * @param seen the position up to which the reader has seen all messages
   */
  static long unseen(Sql sql, String reader, List<InboxTopic> topics, long seen)
      throws SQLException {
    return InboxCount.unread(
        sql, reader, topics.stream().map(topic -> topic.onlyAfter(seen)).toList());
  }

  /** Sets the position, which only grows. */
  static void move(Transaction transaction, String reader, long position) throws SQLException {
    transaction
        .sql()
        .update(
            "INSERT INTO inbox_seen (reader, position) VALUES (?,?)"
                + " ON CONFLICT (reader) DO UPDATE SET position = excluded.position"
                + " WHERE excluded.position > inbox_seen.position",
            reader,
            position);
  }

  /**
   * Deletes marks that cover no message any more.
   *
   * @return the number of deleted rows, at most {@code most}
   */
  static int forget(Transaction transaction, int most) throws SQLException {
    return transaction
        .sql()
        .update(
            "DELETE FROM inbox_seen WHERE reader IN"
                + " (SELECT reader FROM inbox_seen WHERE position <= ? LIMIT ?)",
            transaction.floor(),
            most);
  }
}
