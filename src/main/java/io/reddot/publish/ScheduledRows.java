package io.reddot.publish;

import io.reddot.log.AdmissionStore.Kind;
import io.reddot.log.ScheduleStore.Place;
import io.reddot.log.ScheduleStore.Waiting;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Topic;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits for its time, as rows and back. */
final class ScheduledRows {
  static final String COLUMNS =
      "id, send_at, number, topic, event, data, encoding, expires_at, retain, sender, properties,"
          + " token, held";

  private ScheduledRows() {}

  static boolean any(Transaction transaction) throws SQLException {
    try (ResultSet row = transaction.statement("SELECT 1 FROM scheduled LIMIT 1").executeQuery()) {
      return row.next();
    }
  }

  static int count(Transaction transaction, String sender) throws SQLException {
    PreparedStatement select =
        transaction.statement("SELECT count(*) FROM scheduled WHERE sender = ?");
    select.setString(1, sender);
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  static void insert(Transaction transaction, Collection<Waiting> all) throws SQLException {
    if (all.isEmpty()) {
      return;
    }
    PreparedStatement insert =
        transaction.statement(
            "INSERT INTO scheduled (" + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)");
    for (Waiting waiting : all) {
      Draft draft = waiting.draft();
      insert.setString(1, draft.id());
      Rows.setInstant(insert, 2, waiting.sendAt());
      insert.setLong(3, waiting.place().number());
      insert.setString(4, draft.topic().name());
      insert.setString(5, draft.event());
      insert.setString(6, draft.data());
      insert.setString(7, draft.encoding().name());
      Rows.setInstant(insert, 8, draft.expiresAt());
      insert.setLong(9, draft.retain() ? 1 : 0);
      insert.setString(10, draft.sender());
      insert.setString(11, draft.properties());
      insert.setString(12, waiting.token());
      insert.setLong(13, waiting.held() ? 1 : 0);
      insert.addBatch();
    }
    insert.executeBatch();
  }

  static void delete(Transaction transaction, Collection<Waiting> all) throws SQLException {
    if (all.isEmpty()) {
      return;
    }
    PreparedStatement delete =
        transaction.statement("DELETE FROM scheduled WHERE sender = ? AND id = ?");
    for (Waiting waiting : all) {
      delete.setString(1, waiting.draft().sender());
      delete.setString(2, waiting.draft().id());
      delete.addBatch();
    }
    delete.executeBatch();
  }

  /** Those of this id, whoever's they are; some of them, if many have used it. */
  static List<Waiting> named(Transaction transaction, String id, @Nullable String sender)
      throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT "
                + COLUMNS
                + " FROM scheduled WHERE id = ?"
                + (sender == null ? "" : " AND sender = ?")
                + " ORDER BY sender LIMIT "
                + InboxStore.NAMESAKES);
    select.setString(1, id);
    if (sender != null) {
      select.setString(2, sender);
    }
    return all(select);
  }

  /** Holds back what a sender has scheduled. Returns how many more. */
  static int hold(Transaction transaction, Kind kind, String name) throws SQLException {
    PreparedStatement hold =
        transaction.statement(
            "UPDATE scheduled SET held = 1 WHERE held = 0 AND "
                + (kind == Kind.USER ? "sender" : "token")
                + " = ?");
    hold.setString(1, name);
    return hold.executeUpdate();
  }

  /** Lets what is held back of a sender's go. Returns how many. */
  static int release(Transaction transaction, String sender, @Nullable String id)
      throws SQLException {
    PreparedStatement release =
        transaction.statement(
            "UPDATE scheduled SET held = 0 WHERE held = 1 AND sender = ?"
                + (id == null ? "" : " AND id = ?"));
    release.setString(1, sender);
    if (id != null) {
      release.setString(2, id);
    }
    return release.executeUpdate();
  }

  static int cancelHeld(Transaction transaction, String sender) throws SQLException {
    PreparedStatement delete =
        transaction.statement("DELETE FROM scheduled WHERE held = 1 AND sender = ?");
    delete.setString(1, sender);
    return delete.executeUpdate();
  }

  /**
   * Forgets what was held back and should have been sent before {@code before}. Returns how many of
   * {@code limit}.
   */
  static int forgetHeld(Transaction transaction, Instant before, int limit) throws SQLException {
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM scheduled WHERE (sender, id) IN (SELECT sender, id FROM scheduled"
                + " WHERE held = 1 AND send_at < ? ORDER BY send_at LIMIT ?)");
    Rows.setInstant(delete, 1, before);
    delete.setInt(2, limit);
    return delete.executeUpdate();
  }

  /** Reads what {@code select} finds, until that weighs as much as a page may. */
  static List<Waiting> page(PreparedStatement select) throws SQLException {
    return read(select, Reader.PAGE_SIZE);
  }

  static List<Waiting> all(PreparedStatement select) throws SQLException {
    return read(select, Long.MAX_VALUE);
  }

  private static List<Waiting> read(PreparedStatement select, long maxSize) throws SQLException {
    select.setFetchSize(Reader.FETCH);
    List<Waiting> all = new ArrayList<>();
    long size = 0;
    try (ResultSet rows = select.executeQuery()) {
      while (size < maxSize && rows.next()) {
        Waiting waiting = waiting(rows);
        all.add(waiting);
        size += waiting.draft().size();
      }
    }
    return all;
  }

  /** Their ids are in nobody's mind but their publishers': own ones, wherever they came from. */
  private static Waiting waiting(ResultSet row) throws SQLException {
    Draft draft =
        new Draft(
            row.getString(1),
            true,
            new Topic(row.getString(4)),
            row.getString(5),
            row.getString(6),
            Encoding.valueOf(row.getString(7)),
            Rows.instant(row, 8),
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
