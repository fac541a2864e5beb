package io.reddot.inbox;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One reader's rows of {@code inbox_mark} and {@code inbox_state}, in one transaction. Not
 * thread-safe, like its transaction.
 */
final class InboxStates {
  private final Transaction transaction;
  private final String reader;

  /** A reader's state of a message. */
  record State(long position, boolean read, boolean archived) {}

  InboxStates(Transaction transaction, String reader) {
    this.transaction = transaction;
    this.reader = reader;
  }

  /** Counts the topic's unread messages up to a position, including archived ones. */
  long unread(InboxTopic topic, long upTo) throws SQLException {
    String exceptions =
        "(SELECT count(*) FROM inbox_state JOIN inbox_item ON inbox_item.topic = inbox_state.topic"
            + " AND inbox_item.position = inbox_state.position WHERE inbox_state.reader = ?"
            + " AND inbox_state.topic = ? AND inbox_state.position > ?"
            + " AND inbox_state.position <= ? AND inbox_state.read = ";
    return transaction
        .sql()
        .number(
            "SELECT (SELECT count(*) FROM inbox_item"
                + " WHERE topic = ? AND position > ? AND position <= ?) - "
                + exceptions
                + "1) + "
                + exceptions
                + "0)",
            topic.name(),
            topic.base(),
            upTo,
            reader,
            topic.name(),
            topic.base(),
            upTo,
            reader,
            topic.name(),
            topic.since(),
            Math.min(topic.base(), upTo));
  }

  /** Returns the position of the topic's last message up to a position; 0 if there is none. */
  long lastItem(InboxTopic topic, long upTo) throws SQLException {
    return transaction
        .sql()
        .number(
            "SELECT max(position) FROM inbox_item"
                + " WHERE topic = ? AND position > ? AND position <= ?",
            topic.name(),
            topic.base(),
            upTo);
  }

  /** Moves the topic's mark. */
  void move(InboxTopic topic, long position) throws SQLException {
    transaction
        .sql()
        .update(
            "INSERT INTO inbox_mark (reader, topic, since, position) VALUES (?,?,?,?)"
                + " ON CONFLICT (reader, topic) DO UPDATE SET position = excluded.position, since ="
                // what the mark covered stays read, unless the reader has left the group meanwhile
                + " CASE WHEN inbox_mark.position >= excluded.since THEN inbox_mark.since"
                + " ELSE excluded.since END",
            reader,
            topic.name(),
            topic.since(),
            position);
  }

  /** Removes exceptions after {@code after} up to {@code upTo}, where everything is read now. */
  void drop(InboxTopic topic, long after, long upTo) throws SQLException {
    for (String sql :
        List.of(
            "DELETE FROM inbox_state WHERE reader = ? AND topic = ?"
                + " AND position > ? AND position <= ? AND archived = 0",
            "UPDATE inbox_state SET read = 1 WHERE reader = ? AND topic = ?"
                + " AND position > ? AND position <= ? AND read = 0")) {
      transaction.sql().update(sql, reader, topic.name(), after, upTo);
    }
  }

  /**
   * Moves the mark over messages that are read already. Therefore a reader who reads messages one
   * by one does not leave a row for each.
   */
  void settle(InboxTopic topic) throws SQLException {
    long unread =
        transaction
            .sql()
            .number(
                "SELECT inbox_item.position FROM inbox_item LEFT JOIN inbox_state"
                    + " ON inbox_state.reader = ? AND inbox_state.topic = inbox_item.topic"
                    + " AND inbox_state.position = inbox_item.position"
                    + " WHERE inbox_item.topic = ? AND inbox_item.position > ?"
                    + " AND COALESCE(inbox_state.read, 0) = 0"
                    + " ORDER BY inbox_item.position LIMIT 1",
                reader,
                topic.name(),
                topic.base());
    long last = lastItem(topic, unread == 0 ? transaction.head() : unread - 1);
    if (last > 0) {
      move(topic, last);
      drop(topic, topic.base(), last);
    }
  }

  /** Reads the rows that exist at some positions. */
  Map<Long, State> read(InboxTopic topic, List<Long> positions) throws SQLException {
    List<Object> values = new ArrayList<>(List.of(reader, topic.name()));
    values.addAll(positions);
    Map<Long, State> states = new HashMap<>();
    transaction
        .sql()
        .list(
            "SELECT position, read, archived FROM inbox_state"
                + " WHERE reader = ? AND topic = ? AND position IN "
                + Sql.placeholders(positions.size()),
            row -> new State(row.getLong(1), row.getLong(2) == 1, row.getLong(3) == 1),
            values.toArray())
        .forEach(state -> states.put(state.position, state));
    return states;
  }

  /** Writes a row for each state that does not follow from the mark, and deletes the other rows. */
  void write(InboxTopic topic, List<State> states) throws SQLException {
    List<State> exceptions = new ArrayList<>();
    List<State> others = new ArrayList<>();
    for (State state : states) {
      boolean exception = state.archived || state.read != (state.position <= topic.mark());
      (exception ? exceptions : others).add(state);
    }
    transaction
        .sql()
        .batch(
            "INSERT INTO inbox_state (reader, topic, position, read, archived)"
                + " VALUES (?,?,?,?,?) ON CONFLICT (reader, topic, position)"
                + " DO UPDATE SET read = excluded.read, archived = excluded.archived",
            exceptions,
            state ->
                new Object[] {reader, topic.name(), state.position, state.read, state.archived});
    transaction
        .sql()
        .batch(
            "DELETE FROM inbox_state WHERE reader = ? AND topic = ? AND position = ?",
            others,
            state -> new Object[] {reader, topic.name(), state.position});
  }
}
