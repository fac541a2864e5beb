package io.reddot.log;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongConsumer;

/**
 * Takes old messages away: by age, by count, and those that expired; the first two spare what is
 * retained. Positions stay as they are, and how far trimming went is remembered in the same
 * transaction, so that no reader's gap goes unnoticed. Sessions that expired go as well. Works in
 * short transactions, between which publishers commit. One thread at a time.
 */
final class Retention implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(Retention.class.getName());
  private static final int ROWS_AT_ONCE = 2_000;

  /** Fewer, as each may have much in flight. */
  private static final int SESSIONS_AT_ONCE = 200;

  /** An expired message's id is still recognised for so long, for publishers that try again. */
  private static final Duration AFTER_EXPIRY = Duration.ofHours(1);

  private final Database database;
  private final Policy policy;
  private final InstantSource clock;
  private final LongConsumer onTrim;

  /**
   * How long and how many.
   *
   * @param age messages older than this go
   * @param count only so many of the newest positions stay
   */
  record Policy(Duration age, long count) {}

  Retention(Database database, Policy policy, InstantSource clock, LongConsumer onTrim) {
    this.database = database;
    this.policy = policy;
    this.clock = clock;
    this.onTrim = onTrim;
  }

  @Override
  public void run() {
    try {
      trim();
    } catch (SQLException | RuntimeException e) {
      LOGGER.log(Level.ERROR, "could not trim the message log; trying again later", e);
    }
  }

  void trim() throws SQLException {
    Instant now = clock.instant();
    long from;
    long to;
    try (Connection connection = database.begin()) {
      Rows.Head head = Rows.Head.read(connection);
      from = head.trimmedTo();
      to = Math.max(head.position() - policy.count, lastBefore(connection, now, head));
      connection.commit();
    }
    while (from < to) {
      long through = Math.min(to, from + ROWS_AT_ONCE);
      trim(from, through);
      onTrim.accept(through);
      from = through;
    }
    while (deleteExpired(now.minus(AFTER_EXPIRY)) == ROWS_AT_ONCE) {
      // short transactions until there are none left
    }
    while (deleteSessions(now) == SESSIONS_AT_ONCE) {
      // as above
    }
  }

  /** The position before the oldest message that is young enough; the head if none is. */
  private long lastBefore(Connection connection, Instant now, Rows.Head head) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT position FROM message WHERE position > ? AND at >= ?"
                + " ORDER BY position LIMIT 1")) {
      select.setLong(1, head.trimmedTo()); // not over and over what was spared
      select.setLong(2, now.minus(policy.age).toEpochMilli());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) - 1 : head.position();
      }
    }
  }

  private void trim(long after, long through) throws SQLException {
    try (Connection connection = database.begin()) {
      Rows.Head.take(connection);
      update(connection, "UPDATE log SET trimmed_to = ? WHERE trimmed_to < ?", through, through);
      update(
          connection,
          "DELETE FROM message WHERE position > ? AND position <= ? AND NOT EXISTS"
              + " (SELECT 1 FROM retained WHERE retained.position = message.position)",
          after,
          through);
      connection.commit();
    }
  }

  private int deleteExpired(Instant before) throws SQLException {
    String expired =
        " WHERE position IN (SELECT position FROM message WHERE expires_at <= ?"
            + " ORDER BY expires_at, position LIMIT "
            + ROWS_AT_ONCE
            + ")";
    return deleteBoth("retained" + expired, "message" + expired, before);
  }

  private int deleteSessions(Instant before) throws SQLException {
    String expired =
        " IN (SELECT key FROM session WHERE expires_at <= ? ORDER BY expires_at, key LIMIT "
            + SESSIONS_AT_ONCE
            + ")";
    return deleteBoth("in_flight WHERE session" + expired, "session WHERE key" + expired, before);
  }

  /** Both mean the same rows, as nobody else writes meanwhile. */
  private int deleteBoth(String first, String second, Instant before) throws SQLException {
    try (Connection connection = database.begin()) {
      Rows.Head.take(connection);
      update(connection, "DELETE FROM " + first, before.toEpochMilli());
      int deleted = update(connection, "DELETE FROM " + second, before.toEpochMilli());
      connection.commit();
      return deleted;
    }
  }

  private static int update(Connection connection, String sql, long... values) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        update.setLong(i + 1, values[i]);
      }
      return update.executeUpdate();
    }
  }
}
