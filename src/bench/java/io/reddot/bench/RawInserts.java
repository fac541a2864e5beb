package io.reddot.bench;

import io.reddot.log.jdbc.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * SQLite alone, with the schema and the pragmas that the log has, from one thread: what is left to
 * gain on this disk. Stateless.
 */
final class RawInserts {
  private static final String INSERT =
      "INSERT INTO message (position, id, topic, at, data, encoding, retain, sender)"
          + " VALUES (?, ?, 'bench/all', ?, ?, 'JSON', 0, 'bench')";

  private RawInserts() {}

  /** Rows a second. */
  static double rate(Path folder, int rowsACommit, int bytes, Duration duration)
      throws IOException, SQLException {
    Path file = folder.resolve("reddot.db");
    Files.deleteIfExists(file);
    try (Database database = Database.embedded(folder)) {
      database.migrate(List.of()); // for the log's schema
    }
    String url = "jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=FULL";
    String data = '"' + "x".repeat(bytes) + '"';
    long rows = 0;
    long began = System.nanoTime();
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      connection.setAutoCommit(false);
      while (System.nanoTime() - began < duration.toNanos()) {
        for (int i = 0; i < rowsACommit; i++) {
          insert.setLong(1, ++rows);
          insert.setString(2, UUID.randomUUID().toString());
          insert.setLong(3, System.currentTimeMillis());
          insert.setString(4, data);
          insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
      }
    }
    return rows * 1e9 / (System.nanoTime() - began);
  }
}
