package io.reddot.log;

import io.reddot.message.Control;
import io.reddot.message.Cursor;
import io.reddot.message.JsonText;
import io.reddot.message.Message;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who has read a message, and when. */
final class InboxReceipts {
  private static final String MARKED =
      " FROM inbox_mark WHERE topic = ? AND position >= ? AND since < ?";

  private InboxReceipts() {}

  /** Walks the marks of one topic: for a question now and then, never for a count. */
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

  /** When it was, the log says; its events are kept longer than what they are about. */
  private static Optional<Instant> told(Connection connection, Message message, String user)
      throws SQLException {
    Instant at = null;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT event, data, at FROM message WHERE topic = ? AND position > ?"
                + " AND event IN (?, ?) ORDER BY position")) {
      select.setString(1, Control.inboxOf(user).name());
      select.setLong(2, message.position());
      select.setString(3, Control.READ);
      select.setString(4, Control.UNREAD);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (covers(JsonText.strings(rows.getString(2)), message)) {
            boolean read = rows.getString(1).equals(Control.READ);
            at = !read ? null : at == null ? Instant.ofEpochMilli(rows.getLong(3)) : at;
          }
        }
      }
    }
    return Optional.ofNullable(at);
  }

  private static boolean covers(List<String> said, Message message) {
    List<String> values = said.subList(1, said.size());
    return switch (said.get(0)) {
      case "upTo" -> Cursor.parse(values.get(0)).position() >= message.position();
      case "cursors" -> values.contains(message.cursor().toString());
      default -> values.contains(message.id());
    };
  }
}
