package io.reddot.transport.mqtt.store;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.message.Utf8;
import io.reddot.transport.mqtt.store.SessionStore.StoredSession;
import io.reddot.transport.mqtt.store.SessionStore.Update;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes stored sessions. Stateless. */
final class SessionRows {
  /** Selects a limited number of expired sessions, those that expired first. */
  private static final String EXPIRED =
      " IN (SELECT key FROM session WHERE expires_at <= ? ORDER BY expires_at, key LIMIT ?)";

  private SessionRows() {}

  /** Opens the session that was found, or a new one if there was none. */
  static StoredSession open(
      Transaction transaction,
      SessionBounds bounds,
      String key,
      @Nullable StoredSession found,
      Instant expiresAt)
      throws SQLException {
    if (found != null) {
      return resume(transaction, found, expiresAt);
    }
    SessionUse.checkRoom(transaction, bounds, key);
    return begin(transaction, key, expiresAt);
  }

  /** Returns a session as it is stored, with the epoch of its last connection. */
  static @Nullable StoredSession find(Transaction transaction, String key) throws SQLException {
    return transaction
        .sql()
        .first(
            "SELECT epoch, position, exact_position, state FROM session"
                + " WHERE key = ? AND expires_at > ?",
            row ->
                new StoredSession(
                    key,
                    row.getLong(1),
                    true,
                    row.getLong(2),
                    row.getLong(3),
                    row.getString(4),
                    InFlightRows.read(transaction, key)),
            key,
            transaction.now());
  }

  private static StoredSession resume(
      Transaction transaction, StoredSession stored, Instant expiresAt) throws SQLException {
    long epoch = transaction.next();
    transaction
        .sql()
        .update(
            "UPDATE session SET epoch = ?, expires_at = ? WHERE key = ?",
            epoch,
            expiresAt,
            stored.key());
    return new StoredSession(
        stored.key(),
        epoch,
        true,
        stored.position(),
        stored.exactPosition(),
        stored.state(),
        stored.inFlight());
  }

  private static StoredSession begin(Transaction transaction, String key, Instant expiresAt)
      throws SQLException {
    long epoch = transaction.next();
    long head = transaction.head();
    forget(transaction, key);
    transaction
        .sql()
        .update(
            "INSERT INTO session (key, epoch, expires_at, position, exact_position, state, owner)"
                + " VALUES (?,?,?,?,?,'',?)",
            key,
            epoch,
            expiresAt,
            head,
            head,
            SessionUse.owner(key));
    return new StoredSession(key, epoch, false, head, head, "", List.of());
  }

  /**
   * Changes the session's own row.
   *
   * @return false if a later connection has opened the session, or the session no longer exists
   */
  static boolean change(Transaction transaction, String key, long epoch, Update update)
      throws SQLException {
    String state = update.state();
    if (update.position() == null
        && update.exactPosition() == null
        && state == null
        && update.expiresAt() == null) {
      return holds(
          transaction, key, epoch); // do not rewrite a row with a long state if nothing changes
    }
    int changed =
        transaction
            .sql()
            .update(
                "UPDATE session SET position = COALESCE(?, position),"
                    + " exact_position = COALESCE(?, exact_position), state = COALESCE(?, state),"
                    + " size = COALESCE(?, size),"
                    + " expires_at = COALESCE(?, expires_at)"
                    + " WHERE key = ? AND epoch = ? AND expires_at > ?",
                update.position(),
                update.exactPosition(),
                state,
                state == null ? null : Utf8.length(state),
                update.expiresAt(),
                key,
                epoch,
                transaction.now());
    return changed == 1;
  }

  /** Whether the connection with this epoch is the last one that opened the session. */
  static boolean holds(Transaction transaction, String key, long epoch) throws SQLException {
    return transaction
        .sql()
        .exists(
            "SELECT epoch FROM session WHERE key = ? AND epoch = ? AND expires_at > ?",
            key,
            epoch,
            transaction.now());
  }

  /** Deletes a session and all rows that belong to it. */
  static void forget(Transaction transaction, String key) throws SQLException {
    WillRows.forgotten(transaction, key);
    Sql sql = transaction.sql();
    sql.update("DELETE FROM in_flight WHERE session = ?", key);
    sql.update("DELETE FROM share_member WHERE session = ?", key);
    sql.update("DELETE FROM session WHERE key = ?", key);
  }

  /**
   * Deletes sessions that have expired, and the groups that end with them.
   *
   * @return the number of deleted sessions
   */
  static int sweep(Transaction transaction, int most) throws SQLException {
    Sql sql = transaction.sql();
    Instant now = transaction.now();
    sql.update("DELETE FROM in_flight WHERE session" + EXPIRED, now, most);
    sql.update("DELETE FROM share_member WHERE session" + EXPIRED, now, most);
    int deleted = sql.update("DELETE FROM session WHERE key" + EXPIRED, now, most);
    GroupRows.sweep(transaction);
    return deleted;
  }
}
