package io.reddot.inbox;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One reader's rows of {@code inbox_mark} and {@code inbox_state}, in one transaction. */
final class InboxStates {
  private final Transaction transaction;
  private final String reader;

  /** What a message is to its reader. */
  record State(long position, boolean read, boolean archived) {}

  InboxStates(Transaction transaction, String reader) {
    this.transaction = transaction;
    this.reader = reader;
  }

  /** How many of the topic's messages up to a position are not read, archived ones as well. */
  long unread(Followed topic, long upTo) throws SQLException {
    String exceptions =
        "(SELECT count(*) FROM inbox_state JOIN inbox_item ON inbox_item.topic = inbox_state.topic"
            + " AND inbox_item.position = inbox_state.position WHERE inbox_state.reader = ?"
            + " AND inbox_state.topic = ? AND inbox_state.position > ?"
            + " AND inbox_state.position <= ? AND inbox_state.read = ";
    PreparedStatement select =
        transaction.statement(
            "SELECT (SELECT count(*) FROM inbox_item"
                + " WHERE topic = ? AND position > ? AND position <= ?) - "
                + exceptions
                + "1) + "
                + exceptions
                + "0)");
    select.setString(1, topic.topic());
    select.setLong(2, topic.base());
    select.setLong(3, upTo);
    set(select, 4, topic, topic.base(), upTo);
    set(select, 8, topic, topic.since(), Math.min(topic.base(), upTo));
    return number(select);
  }

  /** Where the topic's last message up to a position stands; 0 if there is none. */
  long lastItem(Followed topic, long upTo) throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT max(position) FROM inbox_item"
                + " WHERE topic = ? AND position > ? AND position <= ?");
    select.setString(1, topic.topic());
    select.setLong(2, topic.base());
    select.setLong(3, upTo);
    return number(select);
  }

  /** Moves the topic's mark. */
  void move(Followed topic, long position) throws SQLException {
    PreparedStatement put =
        transaction.statement(
            "INSERT INTO inbox_mark (reader, topic, since, position) VALUES (?,?,?,?)"
                + " ON CONFLICT (reader, topic) DO UPDATE SET position = excluded.position, since ="
                // what it covered goes on being read, unless the reader was away in between
                + " CASE WHEN inbox_mark.position >= excluded.since THEN inbox_mark.since"
                + " ELSE excluded.since END");
    put.setString(1, reader);
    put.setString(2, topic.topic());
    put.setLong(3, topic.since());
    put.setLong(4, position);
    put.executeUpdate();
  }

  /** Makes everything after {@code after} and up to {@code upTo}, where the mark is, read. */
  void drop(Followed topic, long after, long upTo) throws SQLException {
    for (String sql :
        List.of(
            "DELETE FROM inbox_state WHERE reader = ? AND topic = ?"
                + " AND position > ? AND position <= ? AND archived = 0",
            "UPDATE inbox_state SET read = 1 WHERE reader = ? AND topic = ?"
                + " AND position > ? AND position <= ? AND read = 0")) {
      PreparedStatement change = transaction.statement(sql);
      set(change, 1, topic, after, upTo);
      change.executeUpdate();
    }
  }

  /** Moves the mark over what is read already: who reads one by one leaves no row a message. */
  void settle(Followed topic) throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT inbox_item.position FROM inbox_item LEFT JOIN inbox_state"
                + " ON inbox_state.reader = ? AND inbox_state.topic = inbox_item.topic"
                + " AND inbox_state.position = inbox_item.position"
                + " WHERE inbox_item.topic = ? AND inbox_item.position > ?"
                + " AND COALESCE(inbox_state.read, 0) = 0 ORDER BY inbox_item.position LIMIT 1");
    select.setString(1, reader);
    select.setString(2, topic.topic());
    select.setLong(3, topic.base());
    long unread = number(select);
    long last = lastItem(topic, unread == 0 ? transaction.head() : unread - 1);
    if (last > 0) {
      move(topic, last);
      drop(topic, topic.base(), last);
    }
  }

  /** The rows that there are, by position. */
  Map<Long, State> read(Followed topic, List<Long> positions) throws SQLException {
    try (PreparedStatement select =
        transaction
            .connection()
            .prepareStatement(
                "SELECT position, read, archived FROM inbox_state"
                    + " WHERE reader = ? AND topic = ? AND position IN "
                    + Rows.marks(positions.size()))) {
      select.setString(1, reader);
      select.setString(2, topic.topic());
      for (int i = 0; i < positions.size(); i++) {
        select.setLong(3 + i, positions.get(i));
      }
      Map<Long, State> states = new HashMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          long position = rows.getLong(1);
          states.put(position, new State(position, rows.getLong(2) == 1, rows.getLong(3) == 1));
        }
      }
      return states;
    }
  }

  /** Writes a row where the mark does not say it all, and takes away the others. */
  void write(Followed topic, List<State> states) throws SQLException {
    PreparedStatement put =
        transaction.statement(
            "INSERT INTO inbox_state (reader, topic, position, read, archived)"
                + " VALUES (?,?,?,?,?) ON CONFLICT (reader, topic, position)"
                + " DO UPDATE SET read = excluded.read, archived = excluded.archived");
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM inbox_state WHERE reader = ? AND topic = ? AND position = ?");
    for (State state : states) {
      boolean stands = state.archived || state.read != (state.position <= topic.mark());
      PreparedStatement change = stands ? put : delete;
      change.setString(1, reader);
      change.setString(2, topic.topic());
      change.setLong(3, state.position);
      if (stands) {
        change.setLong(4, state.read ? 1 : 0);
        change.setLong(5, state.archived ? 1 : 0);
      }
      change.addBatch();
    }
    put.executeBatch();
    delete.executeBatch();
  }

  private void set(PreparedStatement statement, int from, Followed topic, long after, long upTo)
      throws SQLException {
    statement.setString(from, reader);
    statement.setString(from + 1, topic.topic());
    statement.setLong(from + 2, after);
    statement.setLong(from + 3, upTo);
  }

  private static long number(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
