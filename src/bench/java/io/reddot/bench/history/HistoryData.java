package io.reddot.bench.history;

import io.reddot.fixture.FullLog;
import io.reddot.log.jdbc.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fills a log with a number of messages, straight into its tables. Ten of the messages have the
 * topic {@code rare/x}, ten {@code device/7/alarm}, a tenth goes to the inboxes of users with 100
 * each, 200 to {@code everyone}, and the others to {@code device/0/state} up to {@code
 * device/9999/state}. A hundred publishers have sent them; the last 13 % are one publisher's.
 */
final class HistoryData {
  /** Messages of one insert, which is one transaction. */
  private static final long BATCH = 500_000;

  /** The number of messages of each rare topic. */
  static final int RARE = 10;

  private final String url;
  private final boolean sqlite;
  private final long messages;

  HistoryData(String url, long messages) {
    this.url = url;
    this.sqlite = url.startsWith("jdbc:sqlite:");
    this.messages = messages;
  }

  /** Fills the database unless an earlier run has done so. */
  void make() throws SQLException {
    new FullLog(
            Database.pooled(url),
            Duration.ofDays(30),
            messages,
            InstantSource.system(),
            Thread::new)
        .close(); // makes the tables
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      try (ResultSet head = statement.executeQuery("SELECT head FROM log")) {
        head.next();
        if (head.getLong(1) > 0) {
          return;
        }
      }
      if (sqlite) {
        statement.execute("PRAGMA synchronous = OFF");
      }
      fill(statement);
    }
  }

  private void fill(Statement statement) throws SQLException {
    Map<String, String> indexes = indexes(statement);
    for (String index : indexes.keySet()) {
      statement.execute("DROP INDEX " + index); // one sort later costs less
    }
    for (long from = 1; from <= messages; from += BATCH) {
      insert(statement, from, Math.min(messages, from + BATCH - 1));
    }
    for (String definition : indexes.values()) {
      statement.execute(definition);
    }
    statement.execute(
        "INSERT INTO inbox_item (topic, position) SELECT topic, position FROM message"
            + " WHERE topic = 'everyone' OR topic LIKE 'user/%' ORDER BY topic, position");
    statement.execute(
        "INSERT INTO inbox_mark (reader, topic, since, position) SELECT DISTINCT"
            + " substr(topic, 6), 'everyone', 0, "
            + messages * 3 / 4
            + " FROM inbox_item WHERE topic LIKE 'user/%'");
    statement.execute(
        "INSERT INTO kept (control, sender, messages)"
            + " SELECT 0, sender, count(*) FROM message GROUP BY sender");
    statement.execute("UPDATE log SET head = " + messages);
    if (!sqlite) {
      statement.execute("VACUUM ANALYZE"); // as the server does by itself in time
      statement.execute("CHECKPOINT");
    }
  }

  private Map<String, String> indexes(Statement statement) throws SQLException {
    Map<String, String> indexes = new LinkedHashMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            sqlite
                ? "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
                    + " AND tbl_name = 'message'"
                : "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'message'"
                    + " AND indexname <> 'message_pkey'")) {
      while (rows.next()) {
        indexes.put(rows.getString(1), rows.getString(2));
      }
    }
    return indexes;
  }

  private void insert(Statement statement, long from, long to) throws SQLException {
    String numbers =
        sqlite
            ? "(WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                + " SELECT i FROM n)"
            : "(SELECT generate_series(%d, %d) AS i) AS n";
    String id = sqlite ? "lower(hex(randomblob(16)))" : "CAST(gen_random_uuid() AS TEXT)";
    long now = System.currentTimeMillis();
    statement.execute(
        ("INSERT INTO message (position, id, topic, at, data, encoding, retain, sender)"
                    + " SELECT i, "
                    + id
                    + ", CASE WHEN i %% %1$d = %7$d THEN 'rare/x' WHEN i %% %1$d = %7$d + 1 THEN 'device/7/alarm'"
                    + " WHEN i %% %2$d = 9 THEN 'everyone'"
                    + " WHEN i %% 10 = 1 THEN 'user/' || (i / 10 %% %3$d)"
                    + " ELSE 'device/' || (i %% 10000) || '/state' END, %4$d + i, '\"%5$s\"', 'JSON', 0,"
                    + " CASE WHEN i > %6$d THEN 'flood' ELSE 'publisher' || (i %% 100) END FROM ")
                .formatted(
                    messages / RARE,
                    messages / 200,
                    messages / 1_000,
                    now - messages,
                    "x".repeat(128),
                    messages / 100 * 87,
                    messages / 20 + 7)
            + numbers.formatted(from, to));
  }
}
