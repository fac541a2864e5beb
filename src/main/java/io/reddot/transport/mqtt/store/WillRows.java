package io.reddot.transport.mqtt.store;

import io.reddot.log.WillStore.Bounds;
import io.reddot.log.WillStore.Due;
import io.reddot.log.WillStore.Will;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wills as rows and back. */
final class WillRows {
  private static final String COLUMNS =
      "number, caller, address, lifetime, id, topic, event, data, encoding, retain, properties,"
          + " owner";

  /** Wills that a connection which resumes their session takes away. */
  private static final String WITHDRAWN =
      "session = ?"
          + " AND ((due_at IS NOT NULL AND due_at > ?) OR (due_at IS NULL AND delay > 0))";

  private WillRows() {}

  /**
   * A connection begins: decides about the wills of the session's earlier ones, and stores its own,
   * for which there is room.
   *
   * @return the will's number; 0: there is none
   */
  static long begin(Transaction transaction, String session, boolean resumed, @Nullable Will will)
      throws SQLException {
    if (resumed) {
      resumed(transaction, session);
    } else {
      ended(transaction, session);
    }
    if (will == null) {
      return 0;
    }
    enter(transaction, will.node());
    return insert(transaction, session, will);
  }

  /** A node comes and goes with each of its wills: no first beat is one that others have heard. */
  static void enter(Transaction transaction, String node) throws SQLException {
    ShareRows.enter(transaction, node, transaction.next());
  }

  /** The session goes on in another connection. */
  private static void resumed(Transaction transaction, String session) throws SQLException {
    PreparedStatement delete = transaction.statement("DELETE FROM will WHERE " + WITHDRAWN);
    delete.setString(1, session);
    Rows.setInstant(delete, 2, transaction.now());
    delete.executeUpdate();
    ended(transaction, session); // the will without a delay of a connection that is taken over
  }

  /** The session has ended: its wills wait no longer, and no connection of it lasts. */
  private static void ended(Transaction transaction, String session) throws SQLException {
    PreparedStatement due =
        transaction.statement(
            "UPDATE will SET node = '', due_at = ?"
                + " WHERE session = ? AND (due_at IS NULL OR due_at > ?)");
    Rows.setInstant(due, 1, transaction.now());
    due.setString(2, session);
    Rows.setInstant(due, 3, transaction.now());
    due.executeUpdate();
  }

  /** The session is forgotten: its wills do not wait for it any more. */
  static void forgotten(Transaction transaction, String session) throws SQLException {
    PreparedStatement due =
        transaction.statement("UPDATE will SET due_at = ? WHERE session = ? AND due_at > ?");
    Rows.setInstant(due, 1, transaction.now());
    due.setString(2, session);
    Rows.setInstant(due, 3, transaction.now());
    due.executeUpdate();
  }

  /** The node is gone: its connections are waited for as if they ended now. */
  static void orphan(Transaction transaction, String node) throws SQLException {
    PreparedStatement orphan =
        transaction.statement(
            "UPDATE will SET node = '', due_at = ? + delay WHERE node = ? AND due_at IS NULL");
    Rows.setInstant(orphan, 1, transaction.now());
    orphan.setString(2, node);
    orphan.executeUpdate();
  }

  /**
   * Checks the bounds of the owner, without what the new connection takes away.
   *
   * @throws Problem (429) if there is no room
   */
  static void checkRoom(
      Transaction transaction, String session, boolean resumed, Will will, Bounds bounds)
      throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT count(*), COALESCE(sum(size), 0) FROM will WHERE owner = ?"
                + " AND NOT (? = 1 AND "
                + WITHDRAWN
                + ")");
    select.setString(1, will.owner());
    select.setLong(2, resumed ? 1 : 0);
    select.setString(3, session);
    Rows.setInstant(select, 4, transaction.now());
    try (ResultSet row = select.executeQuery()) {
      boolean full =
          row.next()
              && (row.getLong(1) >= bounds.wills()
                  || row.getLong(2) + will.size() > bounds.bytes());
      if (full) {
        throw new Problem(
            429,
            "The wills of this user are too many or too large: %,d wills and %,d bytes are kept."
                .formatted(bounds.wills(), bounds.bytes()));
      }
    }
  }

  private static long insert(Transaction transaction, String session, Will will)
      throws SQLException {
    long number = transaction.next();
    Draft draft = will.draft();
    PreparedStatement insert =
        transaction.statement(
            "INSERT INTO will (number, session, owner, node, delay, size, caller, address, id,"
                + " topic, event, data, encoding, lifetime, retain, properties)"
                + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    insert.setLong(1, number);
    insert.setString(2, session);
    insert.setString(3, will.owner());
    insert.setString(4, will.node());
    insert.setLong(5, will.delay().toMillis());
    insert.setLong(6, will.size());
    insert.setString(7, will.caller());
    insert.setString(8, will.address());
    insert.setString(9, draft.id());
    insert.setString(10, draft.topic().name());
    insert.setString(11, draft.event());
    insert.setString(12, draft.data());
    insert.setString(13, draft.encoding().name());
    Duration lifetime = will.lifetime();
    Rows.setLong(insert, 14, lifetime == null ? null : lifetime.toMillis());
    insert.setLong(15, draft.retain() ? 1 : 0);
    insert.setString(16, draft.properties());
    insert.executeUpdate();
    return number;
  }

  /** The node that has the will's connection; null: there is no such will. */
  static @Nullable String node(Transaction transaction, long number) throws SQLException {
    PreparedStatement select = transaction.statement("SELECT node FROM will WHERE number = ?");
    select.setLong(1, number);
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getString(1) : null;
    }
  }

  /** Selects what is due, in this order. */
  static String selectDue(int limit) {
    return "SELECT "
        + COLUMNS
        + " FROM will WHERE due_at <= ? ORDER BY due_at, number LIMIT "
        + limit;
  }

  /** Reads what {@code select} finds, until that weighs as much as a page may. */
  static List<Due> page(PreparedStatement select) throws SQLException {
    select.setFetchSize(Reader.FETCH);
    List<Due> all = new ArrayList<>();
    long size = 0;
    try (ResultSet rows = select.executeQuery()) {
      while (size < Reader.PAGE_SIZE && rows.next()) {
        Due due = due(rows);
        all.add(due);
        size += due.draft().size();
      }
    }
    return all;
  }

  /** Its id was chosen when the will was left, and stands for this one message. */
  private static Due due(ResultSet row) throws SQLException {
    long lifetime = row.getLong(4);
    boolean expires = !row.wasNull();
    Draft draft =
        new Draft(
            row.getString(5),
            true,
            new Topic(row.getString(6)),
            row.getString(7),
            row.getString(8),
            Encoding.valueOf(row.getString(9)),
            null,
            row.getLong(10) == 1,
            row.getString(12),
            row.getString(11));
    return new Due(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        expires ? Duration.ofMillis(lifetime) : null,
        draft);
  }
}
