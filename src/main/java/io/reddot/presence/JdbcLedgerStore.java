package io.reddot.presence;

import io.reddot.message.Topic;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ledger beside the log, in its transactions. Thread-safe. */
final class JdbcLedgerStore implements LedgerStore {
  private static final String COLUMNS =
      "session, reader, device, transport, since, until, start_position, through_position,"
          + " filters, goodbye";

  private static final int ROW_SIZE = 256;

  private final Database database;
  private final GroupCommit commits;

  /** Sessions of a user; 0: any number. */
  private final int most;

  JdbcLedgerStore(Database database, GroupCommit commits, Bounds bounds) {
    this.database = database;
    this.commits = commits;
    this.most = bounds.ledgerSessions();
  }

  @Override
  public CompletionStage<Integer> write(List<Row> rows) {
    List<Row> all = List.copyOf(rows);
    int size = all.stream().mapToInt(row -> row.filters().length() + ROW_SIZE).sum();
    return commits.change(
        all.size(),
        size,
        transaction -> {
          putStems(transaction, all);
          PreparedStatement put =
              transaction.statement(
                  "INSERT INTO session_ledger ("
                      + COLUMNS
                      + ") VALUES (?,?,?,?,?,?,?,?,?,?)"
                      + " ON CONFLICT (session) DO UPDATE SET until = excluded.until,"
                      + " through_position = excluded.through_position,"
                      + " filters = excluded.filters, goodbye = excluded.goodbye");
          for (Row row : all) {
            set(put, row);
            put.addBatch();
          }
          put.executeBatch();
          if (most > 0) {
            for (String user : all.stream().map(Row::user).collect(Collectors.toSet())) {
              makeRoom(transaction, user);
            }
          }
          return all.size();
        });
  }

  /** Leaves the newest sessions of a user. */
  private void makeRoom(Transaction transaction, String user) throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT since FROM session_ledger WHERE reader = ? ORDER BY since DESC LIMIT 1"
                + " OFFSET ?");
    select.setString(1, user);
    select.setInt(2, most);
    try (ResultSet row = select.executeQuery()) {
      if (row.next()) {
        long since = row.getLong(1);
        delete(
            transaction,
            "reader = ? AND since <= ?",
            some -> {
              some.setString(1, user);
              some.setLong(2, since);
            });
      }
    }
  }

  /** What is to be put into a statement. */
  private interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  /** Returns how many sessions. */
  private static int delete(Transaction transaction, String which, Parameters parameters)
      throws SQLException {
    String sessions = "(SELECT session FROM session_ledger WHERE " + which + ")";
    int deleted = 0;
    // The stems first: what they are of is found by the rows.
    for (String table : List.of("session_ledger_stem", "session_ledger")) {
      PreparedStatement delete =
          transaction.statement("DELETE FROM " + table + " WHERE session IN " + sessions);
      parameters.set(delete);
      deleted = delete.executeUpdate();
    }
    return deleted;
  }

  /** Before the rows, so that filters that have not changed since are left alone. */
  private static void putStems(Transaction transaction, List<Row> rows) throws SQLException {
    PreparedStatement put =
        transaction.statement(
            "INSERT INTO session_ledger_stem (stem, start_position, session)"
                + " SELECT CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS TEXT) WHERE NOT EXISTS"
                + " (SELECT 1 FROM session_ledger WHERE session = ? AND filters = ?)"
                + " ON CONFLICT DO NOTHING");
    for (Row row : rows) {
      for (String stem : row.stems()) {
        put.setString(1, stem);
        put.setLong(2, row.start());
        put.setString(3, row.session());
        put.setString(4, row.session());
        put.setString(5, row.filters());
        put.addBatch();
      }
    }
    put.executeBatch();
  }

  private static void set(PreparedStatement put, Row row) throws SQLException {
    put.setString(1, row.session());
    put.setString(2, row.user());
    put.setString(3, row.device());
    put.setString(4, row.transport());
    Rows.setInstant(put, 5, row.since());
    Rows.setInstant(put, 6, row.until());
    put.setLong(7, row.start());
    put.setLong(8, row.through());
    put.setString(9, row.filters());
    Integer goodbye = row.goodbye();
    Rows.setLong(put, 10, goodbye == null ? null : Long.valueOf(goodbye));
  }

  @Override
  public void around(long position, Topic topic, Consumer<Row> to) {
    List<String> stems = topic.stems();
    String any = String.join(",", Collections.nCopies(stems.size(), "?"));
    database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT "
                      + COLUMNS
                      + " FROM session_ledger WHERE through_position >= ? AND session IN"
                      + " (SELECT session FROM session_ledger_stem WHERE start_position < ?"
                      + " AND stem IN ("
                      + any
                      + "))")) {
            select.setFetchSize(Reader.FETCH);
            select.setLong(1, position);
            select.setLong(2, position);
            for (int i = 0; i < stems.size(); i++) {
              select.setString(3 + i, stems.get(i));
            }
            read(select, to);
          }
          return true;
        });
  }

  @Override
  public List<Row> of(String user, Instant from, int limit) {
    return database.read(
        connection -> {
          List<Row> rows = new ArrayList<>();
          String select = "SELECT " + COLUMNS + " FROM session_ledger WHERE reader = ? AND ";
          try (PreparedStatement lasting =
              connection.prepareStatement(
                  select + "(until IS NULL OR until >= ?) ORDER BY since LIMIT ?")) {
            lasting.setString(1, user);
            Rows.setInstant(lasting, 2, from);
            lasting.setInt(3, limit);
            read(lasting, rows::add);
          }
          try (PreparedStatement before =
              connection.prepareStatement(select + "until < ? ORDER BY since DESC LIMIT 1")) {
            before.setString(1, user);
            Rows.setInstant(before, 2, from);
            read(before, rows::add);
          }
          rows.sort(Comparator.comparing(Row::since));
          return rows;
        });
  }

  @Override
  public boolean over(String session) {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT 1 FROM session_ledger WHERE session = ? AND until IS NOT NULL")) {
            select.setString(1, session);
            try (ResultSet row = select.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  private static void read(PreparedStatement select, Consumer<Row> to) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        to.accept(
            new Row(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Instant.ofEpochMilli(row.getLong(5)),
                instant(row, 6),
                row.getLong(7),
                row.getLong(8),
                row.getString(9),
                row.getObject(10) == null ? null : row.getInt(10)));
      }
    }
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  @Override
  public CompletionStage<Integer> forget() {
    return commits.change(
        ROWS,
        ROWS * ROW_SIZE,
        transaction -> {
          long oldest = oldest(transaction);
          int deleted = 0;
          for (String over : List.of("until < ?", "until IS NULL AND since < ?")) {
            int left = ROWS - deleted;
            deleted +=
                delete(
                    transaction,
                    over + " ORDER BY session LIMIT ?",
                    some -> {
                      some.setLong(1, oldest);
                      some.setInt(2, left);
                    });
          }
          return deleted;
        });
  }

  /** When the oldest message was stored that retention has not reached yet. */
  private static long oldest(Transaction transaction) throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT at FROM message WHERE position > (SELECT trimmed_to FROM log)"
                + " ORDER BY position LIMIT 1");
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : transaction.now().toEpochMilli();
    }
  }
}
