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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the number of users who have read a message, and when a user read it. Stateless. */
final class InboxReceipts {
  private static final String MARKED =
      " FROM inbox_mark WHERE topic = ? AND position >= ? AND since < ?";

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

  static Optional<Instant> readAt(Sql sql, Message message, String user) throws SQLException {
    return read(sql, message, user)
        ? Optional.ofNullable(markedAt(sql, message, user))
        : Optional.empty();
  }

  private static boolean read(Sql sql, Message message, String user) throws SQLException {
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
