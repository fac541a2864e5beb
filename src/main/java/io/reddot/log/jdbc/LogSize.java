package io.reddot.log.jdbc;

import io.reddot.log.StorageUse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Measures the size of the log from time to time. Thread-safe. */
final class LogSize implements StorageUse, Runnable {
  private static final System.Logger LOGGER = System.getLogger(LogSize.class.getName());

  private final Database database;
  private final Optional<Path> folder;
  private volatile @Nullable Size size;
  private volatile OptionalLong free = OptionalLong.empty();

  /**
   * @param folder the folder of the embedded database; empty: it is another database
   */
  LogSize(Database database, Optional<Path> folder) {
    this.database = database;
    this.folder = folder;
  }

  /** Returns the time between two measurements: PostgreSQL looks at each file of the database. */
  Duration rest() {
    return database.product() == Product.POSTGRESQL
        ? Duration.ofSeconds(30)
        : Duration.ofSeconds(5);
  }

  @Override
  public @Nullable Size size() {
    return size;
  }

  @Override
  public OptionalLong free() {
    return free;
  }

  /** Measures. The earlier values stay if that fails. */
  @Override
  public void run() {
    try {
      if (folder.isPresent()) {
        free = OptionalLong.of(Files.getFileStore(folder.get()).getUsableSpace());
      }
      size = database.read(this::measure);
    } catch (IOException | RuntimeException e) {
      LOGGER.log(Level.DEBUG, "could not measure the size of the log", e);
    }
  }

  private Size measure(Connection connection) throws SQLException {
    return new Size(
        number(connection, database.product().bytes()),
        Kept.total(connection, Kept.Kind.MESSAGE),
        Kept.total(connection, Kept.Kind.CONTROL),
        oldest(connection));
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(query);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static @Nullable Instant oldest(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT at FROM message WHERE position > (SELECT trimmed_to FROM log)"
                    + " ORDER BY position LIMIT 1");
        ResultSet row = select.executeQuery()) {
      return row.next() ? Instant.ofEpochMilli(row.getLong(1)) : null;
    }
  }
}
