package io.reddot.publish;

import io.reddot.log.MessageRows;
import io.reddot.log.Sql;
import io.reddot.log.StoredMessage;
import io.reddot.log.Transaction;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Topic;
import io.reddot.publish.ScheduleStore.Place;
import io.reddot.publish.ScheduleStore.Waiting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes the table {@code scheduled}. Stateless. */
final class ScheduledRows {
  static final String COLUMNS =
      "id, send_at, number, topic, event, data, encoding, expires_at, retain, sender, properties,"
          + " token, held";

  private ScheduledRows() {}

  static int count(Transaction transaction, String sender) throws SQLException {
    return (int)
        transaction.sql().number("SELECT count(*) FROM scheduled WHERE sender = ?", sender);
  }

  static void insert(Transaction transaction, Collection<Waiting> all) throws SQLException {
    transaction
        .sql()
        .batch(
            "INSERT INTO scheduled (" + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            all,
            ScheduledRows::values);
  }

  private static @Nullable Object[] values(Waiting waiting) {
    Draft draft = waiting.draft();
    return new @Nullable Object[] {
      draft.id(),
      waiting.sendAt(),
      waiting.place().number(),
      draft.topic().name(),
      draft.event(),
      draft.data(),
      draft.encoding(),
      draft.expiresAt(),
      draft.retain(),
      draft.sender(),
      draft.properties(),
      waiting.token(),
      waiting.held()
    };
  }

  static void delete(Transaction transaction, Collection<Waiting> all) throws SQLException {
    transaction
        .sql()
        .batch(
            "DELETE FROM scheduled WHERE sender = ? AND id = ?",
            all,
            waiting -> new @Nullable Object[] {waiting.draft().sender(), waiting.draft().id()});
  }

  /** Finds messages by id, at most {@link StoredMessage#NAMESAKES}; sender null: of any sender. */
  static List<Waiting> named(Transaction transaction, String id, @Nullable String sender)
      throws SQLException {
    String select =
        "SELECT "
            + COLUMNS
            + " FROM scheduled WHERE id = ?"
            + (sender == null ? "" : " AND sender = ?")
            + " ORDER BY sender LIMIT "
            + StoredMessage.NAMESAKES;
    Object[] values = sender == null ? new Object[] {id} : new Object[] {id, sender};
    return transaction.sql().list(select, ScheduledRows::waiting, values);
  }

  /**
   * Reads rows until they reach the size of a page.
   *
   * @param rest the SQL after {@code SELECT ... FROM scheduled}
   */
  static List<Waiting> page(Sql sql, String rest, @Nullable Object... values) throws SQLException {
    return MessageRows.page(
        sql,
        "SELECT " + COLUMNS + " FROM scheduled " + rest,
        ScheduledRows::waiting,
        waiting -> waiting.draft().size(),
        values);
  }

  /**
   * Maps a row. Every id counts as the publisher's own, even one that the server chose, because the
   * publisher knows it from the answer.
   */
  static Waiting waiting(ResultSet row) throws SQLException {
    Draft draft =
        new Draft(
            row.getString(1),
            true,
            new Topic(row.getString(4)),
            row.getString(5),
            row.getString(6),
            Encoding.valueOf(row.getString(7)),
            Sql.instant(row, 8),
            row.getLong(9) == 1,
            row.getString(10),
            row.getString(11));
    return new Waiting(
        draft,
        new Place(Instant.ofEpochMilli(row.getLong(2)), row.getLong(3)),
        row.getString(12),
        row.getLong(13) == 1);
  }
}
