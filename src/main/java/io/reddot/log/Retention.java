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
 * Takes old messages away: by age, by count, and those that expired. Positions stay as they are,
 * and how far trimming went is remembered in the same transaction, so that no reader's gap goes
 * unnoticed. Works in short transactions, between which publishers commit. One thread at a time.
 */
final class Retention implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(Retention.class.getName());
  private static final int ROWS_AT_ONCE = 2_000;

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
      to = Math.max(head.position() - policy.count, lastBefore(connection, now, head.position()));
      connection.commit();
    }
    while (from < to) {
      from = Math.min(to, from + ROWS_AT_ONCE);
      trimTo(from);
      onTrim.accept(from);
    }
    while (deleteExpired(now.minus(AFTER_EXPIRY)) == ROWS_AT_ONCE) {
      // short transactions until there are none left
    }
  }

  /** The position before the oldest message that is young enough; the head if none is. */
  private long lastBefore(Connection connection, Instant now, long head) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT position FROM message WHERE at >= ? ORDER BY position LIMIT 1")) {
      select.setLong(1, now.minus(policy.age).toEpochMilli());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) - 1 : head;
      }
    }
  }

  private void trimTo(long position) throws SQLException {
    try (Connection connection = database.begin();
        PreparedStatement remember =
            connection.prepareStatement("UPDATE log SET trimmed_to = ? WHERE trimmed_to < ?");
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM message WHERE position <= ?")) {
      remember.setLong(1, position);
      remember.setLong(2, position);
      remember.executeUpdate();
      delete.setLong(1, position);
      delete.executeUpdate();
      connection.commit();
    }
  }

  private int deleteExpired(Instant before) throws SQLException {
    try (Connection connection = database.begin();
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM message WHERE position IN (SELECT position FROM message"
                    + " WHERE expires_at <= ? LIMIT "
                    + ROWS_AT_ONCE
                    + ")")) {
      delete.setLong(1, before.toEpochMilli());
      int deleted = delete.executeUpdate();
      connection.commit();
      return deleted;
    }
  }
}
