package io.reddot.transport.mqtt.store;

import io.reddot.log.MessageRows;
import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.transport.mqtt.store.WillStore.Due;
import io.reddot.transport.mqtt.store.WillStore.Will;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes wills. Stateless. */
final class WillRows {
  /** Selects the wills that a connection deletes when it resumes their session. */
  private static final String WITHDRAWN =
      "session = ?"
          + " AND ((due_at IS NOT NULL AND due_at > ?) OR (due_at IS NULL AND delay > 0))";

  private WillRows() {}

  /**
   * Begins a connection: decides about the wills of the session's earlier ones, and stores its own,
   * which must have {@linkplain #checkRoom room}.
   *
   * @return the will's number; 0: none
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

  /**
   * Lets other nodes watch a node because of its wills. A node may be watched several times, as its
   * wills come and go; the first beat is new each time, so that others do not mistake it for an old
   * one.
   */
  static void enter(Transaction transaction, String node) throws SQLException {
    NodeRows.enter(transaction, node, transaction.next());
  }

  /** Decides about the wills of a session that continues in another connection. */
  private static void resumed(Transaction transaction, String session) throws SQLException {
    transaction.sql().update("DELETE FROM will WHERE " + WITHDRAWN, session, transaction.now());
    ended(transaction, session); // wills without a delay, of a connection that is taken over
  }

  /** Makes the wills of a session that has ended due now. */
  private static void ended(Transaction transaction, String session) throws SQLException {
    transaction
        .sql()
        .update(
            "UPDATE will SET node = '', due_at = ?"
                + " WHERE session = ? AND (due_at IS NULL OR due_at > ?)",
            transaction.now(),
            session,
            transaction.now());
  }

  /** Makes the waiting wills of a session that is deleted due now. */
  static void forgotten(Transaction transaction, String session) throws SQLException {
    transaction
        .sql()
        .update(
            "UPDATE will SET due_at = ? WHERE session = ? AND due_at > ?",
            transaction.now(),
            session,
            transaction.now());
  }

  /** Starts the delays of the wills of a dead node. */
  static void orphan(Transaction transaction, String node) throws SQLException {
    transaction
        .sql()
        .update(
            "UPDATE will SET node = '', due_at = ? + delay WHERE node = ? AND due_at IS NULL",
            transaction.now(),
            node);
  }

  /**
   * Checks the quota of the owner, without the wills that the new connection deletes.
   *
   * @throws Problem (429) if there is no room
   */
  static void checkRoom(
      Transaction transaction, String session, boolean resumed, Will will, WillBounds bounds)
      throws SQLException {
    record Use(long wills, long size) {}
    Use use =
        transaction
            .sql()
            .first(
                "SELECT count(*), COALESCE(sum(size), 0) FROM will WHERE owner = ?"
                    + " AND NOT (? = 1 AND "
                    + WITHDRAWN
                    + ")",
                row -> new Use(row.getLong(1), row.getLong(2)),
                will.owner(),
                resumed,
                session,
                transaction.now());
    if (use != null) {
      bounds.check(use.wills, use.size + will.size());
    }
  }

  private static long insert(Transaction transaction, String session, Will will)
      throws SQLException {
    long number = transaction.next();
    Draft draft = will.draft();
    Duration lifetime = will.lifetime();
    transaction
        .sql()
        .update(
            "INSERT INTO will (number, session, owner, node, delay, size, caller, address, id,"
                + " topic, event, data, encoding, lifetime, retain, properties)"
                + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            number,
            session,
            will.owner(),
            will.node(),
            will.delay().toMillis(),
            will.size(),
            will.caller(),
            will.address(),
            draft.id(),
            draft.topic().name(),
            draft.event(),
            draft.data(),
            draft.encoding(),
            lifetime == null ? null : lifetime.toMillis(),
            draft.retain(),
            draft.properties());
    return number;
  }

  /** Returns the node of the will's connection; null if there is no such will. */
  static @Nullable String node(Transaction transaction, long number) throws SQLException {
    return transaction
        .sql()
        .first("SELECT node FROM will WHERE number = ?", row -> row.getString(1), number);
  }

  /** Returns a page of wills that are due, the oldest first. */
  static List<Due> due(Sql sql, Instant now, int limit) throws SQLException {
    return MessageRows.page(
        sql,
        "SELECT number, caller, address, lifetime, id, topic, event, data, encoding, retain,"
            + " properties, owner FROM will WHERE due_at <= ? ORDER BY due_at, number LIMIT ?",
        WillRows::due,
        due -> due.draft().size(),
        now,
        limit);
  }

  /** Reads a will. The id of its message was chosen when the will was stored. */
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
