package io.reddot.transport.mqtt.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sessions beside the log, in its transactions. Thread-safe. */
final class JdbcSessionStore implements SessionStore {
  private static final int KEYS_A_QUERY = 500;

  private final Database database;
  private final GroupCommit commits;
  private final InstantSource clock;
  private final Bounds bounds;

  JdbcSessionStore(Database database, GroupCommit commits, InstantSource clock, Bounds bounds) {
    this.bounds = bounds;
    this.database = database;
    this.commits = commits;
    this.clock = clock;
  }

  @Override
  public CompletionStage<StoredSession> open(String key, boolean fresh, Instant expiresAt) {
    return commits.change(
        2,
        key.length() + 64,
        transaction -> {
          StoredSession stored = fresh ? null : find(transaction, key);
          return open(transaction, key, stored, expiresAt);
        });
  }

  @Override
  public CompletionStage<Opened> open(
      String key,
      boolean fresh,
      Instant expiresAt,
      WillStore.@Nullable Will will,
      WillStore.Bounds wills) {
    return commits.change(
        6,
        key.length() + 64 + (will == null ? 0 : will.size()),
        transaction -> {
          StoredSession stored = fresh ? null : find(transaction, key);
          boolean resumed = stored != null;
          if (will != null) {
            WillRows.checkRoom(transaction, key, resumed, will, wills);
          }
          StoredSession opened = open(transaction, key, stored, expiresAt);
          return new Opened(opened, WillRows.begin(transaction, key, resumed, will));
        });
  }

  private StoredSession open(
      Transaction transaction, String key, @Nullable StoredSession stored, Instant expiresAt)
      throws SQLException {
    if (stored != null) {
      return resume(transaction, stored, expiresAt);
    }
    SessionUse.checkRoom(transaction, bounds, key);
    return begin(transaction, key, expiresAt);
  }

  /** As it is stored, with the epoch of the connection before. */
  private static @Nullable StoredSession find(Transaction transaction, String key)
      throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT epoch, position, exact_position, state FROM session"
                + " WHERE key = ? AND expires_at > ?");
    select.setString(1, key);
    Rows.setInstant(select, 2, transaction.now());
    try (ResultSet row = select.executeQuery()) {
      return row.next()
          ? new StoredSession(
              key,
              row.getLong(1),
              true,
              row.getLong(2),
              row.getLong(3),
              row.getString(4),
              InFlightRows.read(transaction, key))
          : null;
    }
  }

  private static StoredSession resume(
      Transaction transaction, StoredSession stored, Instant expiresAt) throws SQLException {
    long epoch = transaction.next();
    PreparedStatement update =
        transaction.statement("UPDATE session SET epoch = ?, expires_at = ? WHERE key = ?");
    update.setLong(1, epoch);
    Rows.setInstant(update, 2, expiresAt);
    update.setString(3, stored.key());
    update.executeUpdate();
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
    PreparedStatement insert =
        transaction.statement(
            "INSERT INTO session (key, epoch, expires_at, position, exact_position, state, owner)"
                + " VALUES (?,?,?,?,?,'',?)");
    insert.setString(1, key);
    insert.setLong(2, epoch);
    Rows.setInstant(insert, 3, expiresAt);
    insert.setLong(4, head);
    insert.setLong(5, head);
    insert.setString(6, SessionUse.owner(key));
    insert.executeUpdate();
    return new StoredSession(key, epoch, false, head, head, "", List.of());
  }

  @Override
  public CompletionStage<Boolean> save(String key, long epoch, Update update) {
    String state = update.state();
    int inFlight = update.put().size() + update.removed().size() + update.handed().size();
    return commits.change(
        1 + inFlight,
        key.length() + (state == null ? 0 : state.length()) + 64 * (1 + inFlight),
        transaction -> {
          if (!ShareRows.hold(transaction, update.handed())) {
            return false;
          }
          if (state != null && update.grown()) {
            SessionUse.checkState(transaction, bounds, key, state);
          }
          if (!change(transaction, key, epoch, update)) {
            return false;
          }
          ShareRows.remove(transaction, update.handed());
          HandedRows.save(transaction, key, update);
          return true;
        });
  }

  /** Changes the session's own row, if it is the caller's. */
  private static boolean change(Transaction transaction, String key, long epoch, Update update)
      throws SQLException {
    if (update.position() == null
        && update.exactPosition() == null
        && update.state() == null
        && update.expiresAt() == null) {
      return holds(transaction, key, epoch); // the state is not written again for nothing
    }
    PreparedStatement change =
        transaction.statement(
            "UPDATE session SET position = COALESCE(?, position),"
                + " exact_position = COALESCE(?, exact_position), state = COALESCE(?, state),"
                + " size = COALESCE(?, size),"
                + " expires_at = COALESCE(?, expires_at)"
                + " WHERE key = ? AND epoch = ? AND expires_at > ?");
    Rows.setLong(change, 1, update.position());
    Rows.setLong(change, 2, update.exactPosition());
    String state = update.state();
    change.setString(3, state);
    Rows.setLong(change, 4, state == null ? null : Rows.bytes(state));
    Rows.setInstant(change, 5, update.expiresAt());
    change.setString(6, key);
    change.setLong(7, epoch);
    Rows.setInstant(change, 8, transaction.now());
    return change.executeUpdate() == 1;
  }

  private static boolean holds(Transaction transaction, String key, long epoch)
      throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT epoch FROM session WHERE key = ? AND epoch = ? AND expires_at > ?");
    select.setString(1, key);
    select.setLong(2, epoch);
    Rows.setInstant(select, 3, transaction.now());
    try (ResultSet row = select.executeQuery()) {
      return row.next();
    }
  }

  @Override
  public CompletionStage<Boolean> delete(String key, long epoch) {
    return commits.change(
        2,
        key.length() + 64,
        transaction -> {
          boolean held = holds(transaction, key, epoch);
          if (held) {
            forget(transaction, key);
          }
          return held;
        });
  }

  private static void forget(Transaction transaction, String key) throws SQLException {
    WillRows.forgotten(transaction, key);
    for (String sql :
        List.of(
            "DELETE FROM in_flight WHERE session = ?",
            "DELETE FROM share_member WHERE session = ?",
            "DELETE FROM session WHERE key = ?")) {
      PreparedStatement delete = transaction.statement(sql);
      delete.setString(1, key);
      delete.executeUpdate();
    }
  }

  @Override
  public Set<String> lost(Map<String, Long> epochs) {
    Map<String, Long> asked = Map.copyOf(epochs); // the caller's may change meanwhile
    Set<String> lost = new HashSet<>(asked.keySet());
    List<String> keys = List.copyOf(asked.keySet());
    for (int from = 0; from < keys.size(); from += KEYS_A_QUERY) {
      List<String> some = keys.subList(from, Math.min(keys.size(), from + KEYS_A_QUERY));
      present(some)
          .forEach(
              (key, epoch) -> {
                if (epoch.equals(asked.get(key))) {
                  lost.remove(key);
                }
              });
    }
    return lost;
  }

  private Map<String, Long> present(List<String> keys) {
    return database.read(
        connection -> {
          Map<String, Long> epochs = new LinkedHashMap<>();
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT key, epoch FROM session WHERE expires_at > ? AND key IN "
                      + Rows.marks(keys.size()))) {
            Rows.setInstant(select, 1, clock.instant());
            Rows.set(select, 2, keys);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                epochs.put(rows.getString(1), rows.getLong(2));
              }
            }
          }
          return epochs;
        });
  }

  @Override
  public boolean exists(String key) {
    return !present(List.of(key)).isEmpty();
  }
}
