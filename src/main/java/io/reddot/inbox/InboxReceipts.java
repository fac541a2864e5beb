package io.reddot.inbox;

import io.reddot.log.MessageRows;
import io.reddot.log.Sql;
import io.reddot.log.SystemEvents;
import io.reddot.message.Mark;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.InboxMarked;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the number of users who have read a message, and when a user read it. Stateless. */
final class InboxReceipts {
  private static final String MARKED =
      " FROM inbox_mark WHERE topic = ? AND position >= ? AND since < ?";

  /** Selects the users who have read a message; see {@link #values}. */
  private static final String READERS =
      "SELECT reader FROM inbox_mark WHERE topic = ? AND position >= ? AND since < ?"
          + " AND NOT EXISTS (SELECT 1 FROM inbox_state WHERE inbox_state.position = ?"
          + " AND inbox_state.reader = inbox_mark.reader AND inbox_state.read = 0)"
          + " UNION SELECT reader FROM inbox_state WHERE position = ? AND read = 1";

  private static final String MARKED_BY_READER =
      "EXISTS (SELECT 1" + MARKED + " AND inbox_mark.reader = inbox_state.reader)";

  private InboxReceipts() {}

  /**
   * Counts the users who have read a message. It scans the marks of one topic, so it is meant for
   * occasional queries, never for unread counts.
   */
  static long readers(Sql sql, Message message) throws SQLException {
    String topic = message.topic().name();
    long position = message.position();
    return sql.number(
        "SELECT (SELECT count(*)"
            + MARKED
            + ") - (SELECT count(*) FROM inbox_state WHERE position = ? AND read = 0 AND "
            + MARKED_BY_READER
            + ") + (SELECT count(*) FROM inbox_state WHERE position = ? AND read = 1 AND NOT "
            + MARKED_BY_READER
            + ")",
        topic,
        position,
        position,
        position,
        topic,
        position,
        position,
        position,
        topic,
        position,
        position);
  }

  private static Object[] values(Message message, Object... more) {
    long position = message.position();
    List<Object> values = new ArrayList<>();
    Collections.addAll(values, message.topic().name(), position, position, position, position);
    Collections.addAll(values, more);
    return values.toArray();
  }

  /**
   * Lists the users who have read a message, in order of name. As costly as {@link #readers(Sql,
   * Message)}, for each page.
   */
  static List<String> readers(Sql sql, Message message, String after, int limit)
      throws SQLException {
    return sql.list(
        "SELECT reader FROM (" + READERS + ") one WHERE reader > ? ORDER BY reader LIMIT ?",
        row -> row.getString(1),
        values(message, after, limit));
  }

  /** Counts the users who have read a message, but were not members of the group before it. */
  static long readersBeside(Sql sql, Message message, String group) throws SQLException {
    return sql.number(
        "SELECT count(*) FROM ("
            + READERS
            + ") one WHERE NOT EXISTS (SELECT 1 FROM membership"
            + " WHERE group_name = ? AND member = one.reader AND since < ?)",
        values(message, group, message.position()));
  }

  static Optional<Instant> readAt(Sql sql, Message message, String user) throws SQLException {
    return read(sql, message, user)
        ? Optional.ofNullable(markedAt(sql, message, user))
        : Optional.empty();
  }

  static boolean read(Sql sql, Message message, String user) throws SQLException {
    String topic = message.topic().name();
    long position = message.position();
    return sql.number(
            "SELECT COALESCE((SELECT read FROM inbox_state"
                + " WHERE reader = ? AND topic = ? AND position = ?), (SELECT 1"
                + MARKED
                + " AND reader = ?), 0)",
            user,
            topic,
            position,
            topic,
            position,
            position,
            user)
        == 1;
  }

  /**
   * Reads the time from the events of the user's inbox. The log keeps them longer than the older
   * messages that they are about.
   */
  private static @Nullable Instant markedAt(Sql sql, Message message, String user)
      throws SQLException {
    Instant[] at = new Instant[1];
    sql.each(
        "SELECT "
            + MessageRows.COLUMNS
            + " FROM message WHERE topic = ? AND position > ?"
            + " AND event IN (?, ?) ORDER BY position",
        row -> {
          Message event = MessageRows.message(row, message.cursor().log());
          if (SystemEvents.decode(event) instanceof InboxMarked marked
              && marked.selection().covers(message)) {
            at[0] = marked.mark() == Mark.UNREAD ? null : at[0] == null ? event.at() : at[0];
          }
          return true;
        },
        SystemEvent.inboxOf(user).name(),
        message.position(),
        Mark.READ.event(),
        Mark.UNREAD.event());
    return at[0];
  }
}
