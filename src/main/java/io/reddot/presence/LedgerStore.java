package io.reddot.presence;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.log.Transactions;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stores what was delivered to sessions: one row per session, kept as long as the messages of its
 * time. It may lack the latest progress of a node that was killed. Thread-safe.
 */
public final class LedgerStore {
  /** The largest number of rows that one call writes or deletes. */
  public static final int ROWS = 500;

  private static final String COLUMNS =
      "session, reader, device, transport, since, until, start_position, through_position,"
          + " filters, goodbye";

  private static final String SELECT = "SELECT " + COLUMNS + " FROM session_ledger WHERE ";

  /** The approximate size of a row without its filters, in characters. */
  private static final int ROW_SIZE = 256;

  private final Transactions transactions;
  private final int most;

  /**
   * @param most the largest number of sessions of a user that are recorded; 0 for no bound
   */
  public LedgerStore(Transactions transactions, int most) {
    this.transactions = transactions;
    this.most = most;
  }

  /**
   * Stores rows; each replaces the earlier one of the same session.
   *
   * @return their number
   */
  public CompletionStage<Integer> write(List<Row> rows) {
    List<Row> all = List.copyOf(rows);
    int size = all.stream().mapToInt(row -> row.filters().length() + ROW_SIZE).sum();
    return transactions.change(all.size(), size, transaction -> write(transaction, all));
  }

  private int write(Transaction transaction, List<Row> rows) throws SQLException {
    putStems(transaction.sql(), rows);
    transaction
        .sql()
        .batch(
            "INSERT INTO session_ledger ("
                + COLUMNS
                + ") VALUES (?,?,?,?,?,?,?,?,?,?)"
                + " ON CONFLICT (session) DO UPDATE SET until = excluded.until,"
                + " through_position = excluded.through_position,"
                + " filters = excluded.filters, goodbye = excluded.goodbye",
            rows,
            Row::values);
    if (most > 0) {
      for (String user : rows.stream().map(Row::user).collect(Collectors.toSet())) {
        makeRoom(transaction.sql(), user);
      }
    }
    return rows.size();
  }

  /**
   * Stores the stems of the rows' filters. Must run before the rows are stored, so that it can skip
   * filters that have not changed.
   */
  private static void putStems(Sql sql, List<Row> rows) throws SQLException {
    record Stem(String stem, Row row) {}
    List<Stem> stems = new ArrayList<>();
    rows.forEach(row -> row.stems().forEach(stem -> stems.add(new Stem(stem, row))));
    sql.batch(
        "INSERT INTO session_ledger_stem (stem, start_position, session)"
            + " SELECT CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS TEXT) WHERE NOT EXISTS"
            + " (SELECT 1 FROM session_ledger WHERE session = ? AND filters = ?)"
            + " ON CONFLICT DO NOTHING",
        stems,
        one ->
            new Object[] {
              one.stem, one.row.start(), one.row.session(), one.row.session(), one.row.filters()
            });
  }

  /** Keeps the newest sessions of a user. */
  private void makeRoom(Sql sql, String user) throws SQLException {
    Long since =
        sql.first(
            "SELECT since FROM session_ledger WHERE reader = ? ORDER BY since DESC LIMIT 1"
                + " OFFSET ?",
            row -> row.getLong(1),
            user,
            most);
    if (since != null) {
      delete(sql, "reader = ? AND since <= ?", user, since);
    }
  }

  /** Deletes sessions, and returns their number. */
  private static int delete(Sql sql, String which, Object... values) throws SQLException {
    String sessions = "(SELECT session FROM session_ledger WHERE " + which + ")";
    // The stems first, because their sessions are found by the rows.
    sql.update("DELETE FROM session_ledger_stem WHERE session IN " + sessions, values);
    return sql.update("DELETE FROM session_ledger WHERE session IN " + sessions, values);
  }

  /**
   * Reads the sessions that began before {@code position}, reached it, and may have been subscribed
   * to {@code topic}; some of them were not.
   */
  public void around(long position, Topic topic, Consumer<Row> to) {
    List<@Nullable Object> values = new ArrayList<>(List.of(position, position));
    values.addAll(topic.stems());
    String select =
        SELECT
            + "through_position >= ? AND session IN"
            + " (SELECT session FROM session_ledger_stem WHERE start_position < ? AND stem IN "
            + Sql.placeholders(topic.stems().size())
            + ")";
    transactions.read(
        sql -> {
          sql.each(
              select,
              row -> {
                to.accept(row(row));
                return true;
              },
              values.toArray());
          return true;
        });
  }

  /**
   * Reads the sessions of a user that were open at {@code from} or began later, and the last one
   * before, in the order in which they began.
   */
  public List<Row> of(String user, Instant from, int limit) {
    return transactions.read(
        sql -> {
          List<Row> rows = new ArrayList<>();
          rows.addAll(
              sql.list(
                  SELECT + "reader = ? AND (until IS NULL OR until >= ?) ORDER BY since LIMIT ?",
                  LedgerStore::row,
                  user,
                  from,
                  limit));
          rows.addAll(
              sql.list(
                  SELECT + "reader = ? AND until < ? ORDER BY since DESC LIMIT 1",
                  LedgerStore::row,
                  user,
                  from));
          rows.sort(Comparator.comparing(Row::since));
          return rows;
        });
  }

  /** Whether the session is known to have ended. */
  public boolean over(String session) {
    return transactions.read(
        sql ->
            sql.exists(
                "SELECT 1 FROM session_ledger WHERE session = ? AND until IS NOT NULL", session));
  }

  /**
   * Deletes some of the sessions that ended before the oldest message that retention has not
   * reached.
   *
   * @return their number; {@value #ROWS} if there may be more
   */
  public CompletionStage<Integer> forget() {
    return transactions.change(ROWS, ROWS * ROW_SIZE, LedgerStore::forget);
  }

  private static int forget(Transaction transaction) throws SQLException {
    Sql sql = transaction.sql();
    long oldest = oldest(transaction);
    int deleted = 0;
    for (String over : List.of("until < ?", "until IS NULL AND since < ?")) {
      deleted += delete(sql, over + " ORDER BY session LIMIT ?", oldest, ROWS - deleted);
    }
    return deleted;
  }

  /** Returns the time of the oldest message that retention has not reached. */
  static long oldest(Transaction transaction) throws SQLException {
    Long at =
        transaction
            .sql()
            .first(
                "SELECT at FROM message WHERE position > (SELECT trimmed_to FROM log)"
                    + " ORDER BY position LIMIT 1",
                row -> row.getLong(1));
    return at == null ? transaction.now().toEpochMilli() : at;
  }

  private static Row row(ResultSet row) throws SQLException {
    int goodbye = row.getInt(10);
    return new Row(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        Instant.ofEpochMilli(row.getLong(5)),
        Sql.instant(row, 6),
        row.getLong(7),
        row.getLong(8),
        row.getString(9),
        row.wasNull() ? null : goodbye);
  }

  /**
   * A session.
   *
   * @param until when it ended; null: it is open, or its node was killed
   * @param start the position after which it began
   * @param through the last position that was written to its client
   * @param filters the filters of its subscriptions, one per line; {@link LedgerRows} adds their
   *     ranges of the log
   * @param goodbye the code of the reason to disconnect it; null: the client left
   */
  public record Row(
      String session,
      String user,
      String device,
      String transport,
      Instant since,
      @Nullable Instant until,
      long start,
      long through,
      String filters,
      @Nullable Integer goodbye) {
    /** Returns the stems of its filters. */
    Set<String> stems() {
      return filters
          .lines()
          .map(line -> new TopicFilter(line.split("\t", 2)[0]).stem())
          .collect(Collectors.toSet());
    }

    private @Nullable Object[] values() {
      return new @Nullable Object[] {
        session, user, device, transport, since, until, start, through, filters, goodbye
      };
    }
  }
}
