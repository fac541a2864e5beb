package io.reddot.inbox;

import io.reddot.message.Mark;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.InboxMarked;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Finds out which users have read a message, and when. */
final class InboxReceipts {
  private static final String MARKED =
      " FROM inbox_mark WHERE topic = ? AND position >= ? AND since < ?";

  private InboxReceipts() {}

  /** Scans the marks of one topic: for occasional queries, never for unread counts. */
  static long readers(Connection connection, Message message) throws SQLException {
    String covering = "EXISTS (SELECT 1" + MARKED + " AND inbox_mark.reader = inbox_state.reader)";
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT (SELECT count(*)"
                + MARKED
                + ") - (SELECT count(*) FROM inbox_state WHERE position = ? AND read = 0 AND "
                + covering
                + ") + (SELECT count(*) FROM inbox_state WHERE position = ? AND read = 1 AND NOT "
                + covering
                + ")")) {
      set(select, 1, message);
      select.setLong(4, message.position());
      set(select, 5, message);
      select.setLong(8, message.position());
      set(select, 9, message);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  private static void set(PreparedStatement select, int from, Message message) throws SQLException {
    select.setString(from, message.topic().name());
    select.setLong(from + 1, message.position());
    select.setLong(from + 2, message.position());
  }

  static Optional<Instant> readAt(Connection connection, Message message, String user)
      throws SQLException {
    return reads(connection, message, user) ? told(connection, message, user) : Optional.empty();
  }

  private static boolean reads(Connection connection, Message message, String user)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT COALESCE((SELECT read FROM inbox_state"
                + " WHERE reader = ? AND topic = ? AND position = ?), (SELECT 1"
                + MARKED
                + " AND reader = ?), 0)")) {
      select.setString(1, user);
      select.setString(2, message.topic().name());
      select.setLong(3, message.position());
      set(select, 4, message);
      select.setString(7, user);
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getLong(1) == 1;
      }
    }
  }

  /** The log has the time: it keeps the events longer than the messages that they are about. */
  private static Optional<Instant> told(Connection connection, Message message, String user)
      throws SQLException {
    Instant at = null;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT "
                + Rows.MESSAGE
                + " FROM message WHERE topic = ? AND position > ?"
                + " AND event IN (?, ?) ORDER BY position")) {
      select.setString(1, SystemEvent.inboxOf(user).name());
      select.setLong(2, message.position());
      select.setString(3, Mark.READ.event());
      select.setString(4, Mark.UNREAD.event());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Message event = Rows.message(rows, message.cursor().log());
          if (SystemEvents.decode(event) instanceof InboxMarked marked
              && marked.selection().covers(message)) {
            at = marked.mark() == Mark.UNREAD ? null : at == null ? event.at() : at;
          }
        }
      }
    }
    return Optional.ofNullable(at);
  }
}
