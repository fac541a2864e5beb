package io.reddot.log;

import io.reddot.message.Control;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Takes old messages away: by age, by count, and those that expired; the first two spare what is
 * retained. Positions stay as they are, and how far trimming went is remembered in the same
 * transaction, so that no reader's gap goes unnoticed. Sessions that expired go as well, tickets
 * and revocations that are over, and what readers have done with messages that are gone. What
 * inboxes lose is told in the log. Works in short transactions of the group commit, between which
 * publishers commit. One thread at a time.
 */
final class Retention implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(Retention.class.getName());
  private static final int ROWS_AT_ONCE = 2_000;

  /** Fewer, as each may have much in flight. */
  private static final int SESSIONS_AT_ONCE = 200;

  /** An expired message's id is still recognised for so long, for publishers that try again. */
  private static final Duration AFTER_EXPIRY = Duration.ofHours(1);

  private final Database database;
  private final GroupCommit commits;
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

  Retention(
      Database database,
      GroupCommit commits,
      Policy policy,
      InstantSource clock,
      LongConsumer onTrim) {
    this.database = database;
    this.commits = commits;
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
      to = Math.max(lastBeyond(connection, head), lastBefore(connection, now, head));
      connection.commit();
    }
    Set<String> inboxes = new HashSet<>();
    while (from < to) {
      long after = from;
      long through = Math.min(to, from + ROWS_AT_ONCE);
      inboxes.addAll(change(transaction -> trim(transaction, after, through)));
      onTrim.accept(through);
      from = through;
    }
    for (String inbox : inboxes) {
      repeat(
          ROWS_AT_ONCE,
          transaction -> InboxItems.forgetMarks(transaction, inbox, to, ROWS_AT_ONCE));
    }
    repeat(ROWS_AT_ONCE, transaction -> InboxItems.forgetStates(transaction, ROWS_AT_ONCE));
    repeat(ROWS_AT_ONCE, transaction -> deleteExpired(transaction, now.minus(AFTER_EXPIRY)));
    repeat(ROWS_AT_ONCE, transaction -> TicketRows.forget(transaction, ROWS_AT_ONCE));
    repeat(ROWS_AT_ONCE, transaction -> StreamRows.forget(transaction, ROWS_AT_ONCE));
    repeat(ROWS_AT_ONCE, transaction -> RevocationRows.forget(transaction, ROWS_AT_ONCE));
    repeat(SESSIONS_AT_ONCE, transaction -> deleteSessions(transaction, now));
  }

  /** In short transactions, until there is nothing left to do. */
  private void repeat(int rowsAtOnce, GroupCommit.Change<Integer> change) {
    while (change(change) == rowsAtOnce) {
      // again
    }
  }

  /** In the one transaction that may write, in its turn. */
  private <T> T change(GroupCommit.Change<T> change) {
    return commits.change(ROWS_AT_ONCE, 0, change).toCompletableFuture().join();
  }

  /** The last position that is too many. */
  private long lastBeyond(Connection connection, Rows.Head head) throws SQLException {
    long last = head.position() - policy.count;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT 1 FROM message WHERE position > ? AND NOT (topic = ? AND event = ?) LIMIT 1")) {
      // Told of themselves, trims would go on for ever and push everything out of an idle log.
      select.setLong(1, head.trimmedTo() + policy.count);
      select.setString(2, Control.INBOX.name());
      select.setString(3, Control.TRIMMED);
      try (ResultSet row = select.executeQuery()) {
        return last > head.trimmedTo() && row.next() ? last : head.trimmedTo();
      }
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

  /** Returns the inbox topics that have lost messages. */
  private static List<String> trim(Transaction transaction, long after, long through)
      throws SQLException {
    transaction.flush();
    if (!transaction.trimTo(through)) {
      return List.of(); // another node has been there
    }
    List<String> inboxes = InboxItems.trim(transaction, after, through);
    update(
        transaction,
        "DELETE FROM message WHERE position > ? AND position <= ? AND NOT EXISTS"
            + " (SELECT 1 FROM retained WHERE retained.position = message.position)",
        after,
        through);
    return inboxes;
  }

  private static int deleteExpired(Transaction transaction, Instant before) throws SQLException {
    transaction.flush();
    // What still counts is left to Expiry, which says so in the log.
    String expired =
        " WHERE position IN (SELECT position FROM message WHERE expires_at <= ? AND NOT EXISTS"
            + " (SELECT 1 FROM inbox_item WHERE inbox_item.topic = message.topic"
            + " AND inbox_item.position = message.position)"
            + " ORDER BY expires_at, position LIMIT "
            + ROWS_AT_ONCE
            + ")";
    RetainedTopics.remove(transaction, expired, before.toEpochMilli());
    return update(transaction, "DELETE FROM message" + expired, before.toEpochMilli());
  }

  private static int deleteSessions(Transaction transaction, Instant before) throws SQLException {
    String expired =
        " IN (SELECT key FROM session WHERE expires_at <= ? ORDER BY expires_at, key LIMIT "
            + SESSIONS_AT_ONCE
            + ")";
    update(transaction, "DELETE FROM in_flight WHERE session" + expired, before.toEpochMilli());
    update(transaction, "DELETE FROM share_member WHERE session" + expired, before.toEpochMilli());
    int deleted =
        update(transaction, "DELETE FROM session WHERE key" + expired, before.toEpochMilli());
    ShareRows.sweep(transaction); // groups end with the last session that is in them
    return deleted;
  }

  private static int update(Transaction transaction, String sql, long... values)
      throws SQLException {
    PreparedStatement update = transaction.statement(sql);
    for (int i = 0; i < values.length; i++) {
      update.setLong(i + 1, values[i]);
    }
    return update.executeUpdate();
  }
}
