package io.reddot.log.jdbc;

import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts each user's rows after the floor of the log, in the transactions that append and delete
 * them, so that retention knows the size of the log without a scan. Stateless.
 */
final class Kept {
  /** Classifies a row of {@code message}: 1 for an event of the server, 0 for a message. */
  static final String CONTROL =
      "CASE WHEN substr(message.topic, 1, 1) = '$' OR substr(message.event, 1, 1) = '$'"
          + " THEN 1 ELSE 0 END";

  private static final String OF = " WHERE control = ? AND sender = ?";

  private Kept() {}

  /** The two kinds of rows; each has bounds of its own. */
  enum Kind {
    MESSAGE(0),
    CONTROL(1);

    /** The value in the column {@code control} and of {@link Kept#CONTROL}. */
    private final long code;

    Kind(long code) {
      this.code = code;
    }

    long code() {
      return code;
    }

    static Kind of(Message message) {
      return SystemEvent.isReserved(message.topic(), message.event()) ? CONTROL : MESSAGE;
    }
  }

  /**
   * @param sender empty: no particular user
   */
  record Key(Kind kind, String sender) {}

  static String sender(@Nullable String sender) {
    return sender == null ? "" : sender;
  }

  /** Adds appended messages, in one batch with a row for each kind and sender. */
  static void add(GroupTransaction transaction, List<Message> appended) throws SQLException {
    Map<Key, Long> added = new LinkedHashMap<>();
    for (Message message : appended) {
      added.merge(new Key(Kind.of(message), sender(message.sender())), 1L, Long::sum);
    }
    PreparedStatement add =
        transaction
            .sql()
            .prepare(
                "INSERT INTO kept (control, sender, messages) VALUES (?,?,?)"
                    + " ON CONFLICT (control, sender)"
                    + " DO UPDATE SET messages = kept.messages + excluded.messages");
    for (Map.Entry<Key, Long> one : added.entrySet()) {
      set(add, 1, one.getKey());
      add.setLong(3, one.getValue());
      add.addBatch();
    }
    add.executeBatch();
  }

  private static void set(PreparedStatement statement, int index, Key key) throws SQLException {
    statement.setLong(index, key.kind.code);
    statement.setString(index + 1, key.sender);
  }

  /**
   * Subtracts the rows that {@code which} selects; must be called before they are deleted.
   *
   * @param which a condition on {@code message}, for rows after the floor only
   */
  static void subtract(GroupTransaction transaction, String which, long... values)
      throws SQLException {
    PreparedStatement select =
        transaction
            .sql()
            .prepare(
                "SELECT "
                    + CONTROL
                    + ", COALESCE(sender, ''), count(*) FROM message WHERE "
                    + which
                    + " GROUP BY 1, 2");
    for (int i = 0; i < values.length; i++) {
      select.setLong(i + 1, values[i]);
    }
    Map<Key, Long> gone = new LinkedHashMap<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        gone.put(
            new Key(rows.getLong(1) == 1 ? Kind.CONTROL : Kind.MESSAGE, rows.getString(2)),
            rows.getLong(3));
      }
    }
    subtract(transaction, gone);
  }

  static void subtract(GroupTransaction transaction, Map<Key, Long> gone) throws SQLException {
    if (gone.isEmpty()) {
      return;
    }
    PreparedStatement update =
        transaction.sql().prepare("UPDATE kept SET messages = messages - ?" + OF);
    PreparedStatement delete =
        transaction.sql().prepare("DELETE FROM kept" + OF + " AND messages <= 0");
    for (Map.Entry<Key, Long> one : gone.entrySet()) {
      update.setLong(1, one.getValue());
      set(update, 2, one.getKey());
      update.addBatch();
      set(delete, 1, one.getKey());
      delete.addBatch();
    }
    update.executeBatch();
    delete.executeBatch();
  }

  /** Returns the number of rows of a kind. */
  static long total(Connection connection, Kind kind) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT COALESCE(sum(messages), 0) FROM kept WHERE control = ?")) {
      select.setLong(1, kind.code);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** A sender and the number of its rows. */
  record Amount(String sender, long messages) {
    Amount without(long others) {
      return new Amount(sender, messages - others);
    }
  }

  /** Returns the senders that have more than {@code share} rows of a kind, the largest first. */
  static List<Amount> above(Connection connection, Kind kind, long share) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT sender, messages FROM kept WHERE control = ? AND messages > ?"
                + " ORDER BY messages DESC, sender")) {
      select.setLong(1, kind.code);
      select.setLong(2, share);
      List<Amount> above = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          above.add(new Amount(rows.getString(1), rows.getLong(2)));
        }
      }
      return above;
    }
  }
}
