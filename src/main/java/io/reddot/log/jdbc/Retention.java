package io.reddot.log.jdbc;

import io.reddot.log.Projection;
import io.reddot.log.Projection.Sweep;
import io.reddot.message.Topic;
import io.reddot.metrics.Count;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Deletes old messages: by age, by number, and after their expiry; the first two spare the messages
 * that a projection {@linkplain Projection#spared names}. Positions do not change, and gaps are
 * stored in the same transaction, so that every reader learns when messages are missing.
 * Projections delete what they no longer need. The work is done in short transactions of the group
 * commit, between which publishers commit. Not thread-safe: one thread at a time runs it.
 *
 * <p>Messages, and events of the server about inboxes and access, each have a bound of their own,
 * so that marking messages never displaces messages. Beyond a bound, users who have more than a
 * share of it lose their oldest messages first, and the user with the most messages before the
 * others. Therefore a flood displaces its own user's messages. If no user has more than that share,
 * the oldest messages of all users are deleted.
 */
final class Retention implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(Retention.class.getName());
  private static final int ROWS_AT_ONCE = 2_000;

  /** Stands for all senders; no user has this name, because a user's name has no slash. */
  private static final String ALL = "/";

  /** How long an expired message's id is still recognised, for publishers that retry. */
  private static final Duration AFTER_EXPIRY = Duration.ofHours(1);

  /**
   * Selects expired samples of the overview, of which a watched node publishes one a second. No
   * publisher retries them, so their ids need not stay. The plus keeps the index of expiries, which
   * is full of other messages, from being used instead of the index of topics.
   */
  private final String samples;

  private final Database database;
  private final GroupCommit commits;
  private final RetentionPolicy policy;
  private final InstantSource clock;
  private final List<Projection> projections;
  private final Spared spared;
  private final LongConsumer onTrim;

  /**
   * The position at which the next search for a sender's oldest row begins, because one that began
   * at the floor each minute would walk the whole log. Only rows that were spared are before it. It
   * has few entries: a sender's is removed when the floor passes it, and until then the sender has
   * more than its share.
   */
  private final Map<Kept.Key, Long> searched = new HashMap<>();

  Retention(
      Database database,
      GroupCommit commits,
      RetentionPolicy policy,
      InstantSource clock,
      List<Projection> projections,
      LongConsumer onTrim) {
    this.projections = projections;
    this.spared = new Spared(projections);
    this.database = database;
    this.commits = commits;
    this.policy = policy;
    this.clock = clock;
    this.onTrim = onTrim;
    String topic = database.product().topic();
    this.samples =
        "%1$s > '%2$s/' AND %1$s < '%2$s0' AND +expires_at <= ?" // '0' follows '/'
            .formatted(topic, Topic.OVERVIEW);
  }

  @Override
  public void run() {
    try {
      trim();
    } catch (SQLException | RuntimeException e) {
      LOGGER.log(Level.ERROR, "could not trim the message log; retrying in a minute", e);
    }
  }

  void trim() throws SQLException {
    Instant now = clock.instant();
    trimThrough(database.read(connection -> lastBefore(connection, now)), RetentionMetrics.AGE);
    for (Kept.Kind kind : Kept.Kind.values()) {
      trimBeyond(kind);
    }
    for (Projection projection : projections) {
      for (Sweep sweep : projection.sweeps()) {
        repeat(commits, sweep.most(), transaction -> sweep.step().in(transaction, sweep.most()));
      }
    }
    Instant before = now.minus(AFTER_EXPIRY);
    RetentionMetrics.EXPIRY.add(
        repeat(
            commits,
            ROWS_AT_ONCE,
            transaction -> deleteExpired(transaction, "expires_at <= ?", before)));
    RetentionMetrics.EXPIRY.add(
        repeat(commits, ROWS_AT_ONCE, transaction -> deleteExpired(transaction, samples, now)));
  }

  /**
   * Repeats a deletion in short transactions until it deletes fewer rows than it may.
   *
   * @return the number of deleted rows
   */
  static long repeat(GroupCommit commits, int most, GroupCommit.Change<Integer> deletion) {
    long all = 0;
    int deleted = most;
    while (deleted == most) {
      deleted = commits.change(most, 0, deletion).toCompletableFuture().join();
      all += deleted;
    }
    return all;
  }

  /** Runs a change in the group commit, in its turn. */
  private <T> T change(GroupCommit.Change<T> change) {
    return commits.change(ROWS_AT_ONCE, 0, change).toCompletableFuture().join();
  }

  /** Deletes everything up to a position, except spared messages. */
  private void trimThrough(long to, Count count) {
    long from = database.read(Rows.Head::read).trimmedTo();
    while (from < to) {
      long after = from;
      long through = Math.min(to, from + ROWS_AT_ONCE);
      count.add(change(transaction -> trim(transaction, after, through)));
      onTrim.accept(through);
      from = through;
    }
  }

  /** Deletes what exceeds the bound on one kind of rows. */
  private void trimBeyond(Kept.Kind kind) {
    long floor = database.read(Rows.Head::read).trimmedTo();
    searched.values().removeIf(position -> position <= floor);
    long share = policy.share(kind);
    long excess = database.read(connection -> Kept.total(connection, kind)) - policy.most(kind);
    if (excess <= 0) {
      return;
    }
    Map<String, Long> stay = database.read(connection -> spared.count(connection, kind));
    excess -= stay.values().stream().mapToLong(Long::longValue).sum();
    List<Kept.Amount> above =
        database.read(connection -> Kept.above(connection, kind, share)).stream()
            .filter(one -> !one.sender().isEmpty()) // the server is not a user, and has no share
            .map(one -> one.without(stay.getOrDefault(one.sender(), 0L)))
            .filter(one -> one.messages() > share)
            .toList();
    long level = level(above, share, excess);
    for (Kept.Amount one : above) {
      long most = Math.min(excess, one.messages() - level);
      excess -= trimOldest(new Kept.Key(kind, one.sender()), most);
    }
    if (excess > 0 && kind == Kept.Kind.CONTROL) {
      trimOldest(new Kept.Key(kind, ALL), excess);
    }
    long rest = excess;
    if (kind == Kept.Kind.MESSAGE) {
      trimThrough(database.read(connection -> excess(connection, rest)), RetentionMetrics.NUMBER);
    }
    trimThrough(database.read(this::emptyThrough), RetentionMetrics.NUMBER);
  }

  /**
   * Returns the number of rows that each user may keep, so that {@code excess} rows are deleted, if
   * possible.
   */
  private static long level(List<Kept.Amount> above, long share, long excess) {
    long low = share;
    long high = above.stream().mapToLong(Kept.Amount::messages).max().orElse(share);
    while (low < high) {
      long level = low + (high - low + 1) / 2;
      long gone = 0;
      for (Kept.Amount one : above) {
        gone += Math.max(0, one.messages() - level);
      }
      if (gone >= excess) {
        low = level;
      } else {
        high = level - 1;
      }
    }
    return low;
  }

  /**
   * Deletes the oldest rows of one user, except spared ones.
   *
   * @return the number of deleted rows
   */
  private long trimOldest(Kept.Key of, long most) {
    long trimmed = 0;
    boolean resumed = searched.containsKey(of);
    while (trimmed < most) {
      int limit = (int) Math.min(ROWS_AT_ONCE, most - trimmed);
      Oldest found = database.read(connection -> oldest(connection, of, limit));
      if (found.positions.isEmpty() && found.end) {
        if (!resumed) {
          break;
        }
        resumed = false;
        searched.remove(of); // rows that were spared then, and no longer are, may be before it
        continue;
      }
      if (!found.positions.isEmpty()) {
        int deleted =
            change(transaction -> Trimming.delete(transaction, found.positions, of.kind(), spared));
        RetentionMetrics.NUMBER.add(deleted);
        trimmed += deleted;
      }
      searched.put(of, found.through);
    }
    return trimmed;
  }

  private record Oldest(List<Long> positions, long through, boolean end) {}

  private Oldest oldest(Connection connection, Kept.Key of, int limit) throws SQLException {
    Rows.Head head = Rows.Head.read(connection);
    long after = Math.max(head.trimmedTo(), searched.getOrDefault(of, 0L));
    long through = Math.min(head.position(), after + Reader.WINDOW);
    boolean all = ALL.equals(of.sender());
    List<Long> positions = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT position FROM message WHERE position > ? AND position <= ? AND "
                + Kept.CONTROL
                + " = ?"
                + (all ? "" : " AND COALESCE(sender, '') = ?")
                + spared.excluded()
                + " ORDER BY position LIMIT "
                + limit)) {
      select.setLong(1, after);
      select.setLong(2, through);
      select.setLong(3, of.kind().code());
      if (!all) {
        select.setString(4, of.sender());
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          positions.add(rows.getLong(1));
        }
      }
    }
    boolean cut = positions.size() == limit;
    return new Oldest(
        positions, cut ? positions.get(limit - 1) : through, !cut && through == head.position());
  }

  /**
   * Returns the position of the last of the oldest {@code messages} messages; 0 if there are fewer.
   */
  private long excess(Connection connection, long messages) throws SQLException {
    if (messages <= 0) {
      return 0;
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT position FROM message WHERE position > (SELECT trimmed_to FROM log) AND "
                + Kept.CONTROL
                + " = 0"
                + spared.excluded()
                + " ORDER BY position LIMIT 1 OFFSET ?")) {
      select.setLong(1, messages - 1);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /**
   * Returns how far the floor may move because all messages before it are gone, but not beyond the
   * last gap. The events of the server that remain there concern messages that are gone.
   */
  private long emptyThrough(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT (SELECT max(position) FROM gap), (SELECT position - 1 FROM message WHERE"
                    + " position > (SELECT trimmed_to FROM log) AND "
                    + Kept.CONTROL
                    + " = 0"
                    + spared.excluded()
                    + " ORDER BY position LIMIT 1)");
        ResultSet row = select.executeQuery()) {
      row.next();
      long lastGap = row.getLong(1);
      long empty = row.getLong(2);
      return row.wasNull() ? lastGap : Math.min(lastGap, empty);
    }
  }

  /**
   * Returns the position before the oldest message that is young enough to stay; the head if there
   * is none.
   */
  private long lastBefore(Connection connection, Instant now) throws SQLException {
    Rows.Head head = Rows.Head.read(connection);
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT position FROM message WHERE position > ? AND at >= ?"
                + " ORDER BY position LIMIT 1")) {
      select.setLong(1, head.trimmedTo()); // spared messages are not considered again
      select.setLong(2, now.minus(policy.age()).toEpochMilli());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) - 1 : head.position();
      }
    }
  }

  /**
   * Trims a range; does nothing if another node has done so.
   *
   * @return the number of deleted rows
   */
  private int trim(GroupTransaction transaction, long after, long through) throws SQLException {
    transaction.flush();
    if (!transaction.trimTo(through)) {
      return 0;
    }
    for (Projection projection : transaction.projections()) {
      projection.trimming(transaction, after, through);
    }
    Kept.subtract(transaction, "position > ? AND position <= ?", after, through);
    return transaction
        .sql()
        .update(
            "DELETE FROM message WHERE position > ? AND position <= ?" + spared.excluded(),
            after,
            through);
  }

  private static int deleteExpired(GroupTransaction transaction, String which, Instant before)
      throws SQLException {
    transaction.flush();
    String expired =
        " WHERE position IN (SELECT position FROM message WHERE "
            + which
            + " ORDER BY expires_at, position LIMIT "
            + ROWS_AT_ONCE
            + ")";
    Map<Long, String> topics = new HashMap<>();
    transaction
        .sql()
        .list(
            "SELECT position, topic FROM message" + expired,
            row -> topics.put(row.getLong(1), row.getString(2)),
            before);
    for (Projection projection : transaction.projections()) {
      projection.expired(transaction, topics);
    }
    Kept.subtract(
        transaction,
        "position > (SELECT trimmed_to FROM log) AND" + expired.substring(" WHERE".length()),
        before.toEpochMilli());
    return transaction.sql().update("DELETE FROM message" + expired, before);
  }
}
