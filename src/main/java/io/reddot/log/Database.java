package io.reddot.log;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Where the log is stored, with the schema up to date.
 *
 * <p>Thread-safe. Closing it closes a pool that it opened, never one that it was given.
 */
public final class Database implements AutoCloseable {
  /** The two databases differ in so little that it stands here. */
  enum Product {
    SQLITE("INTEGER"), // exactly this word makes a primary key the row's own number
    POSTGRESQL("BIGINT");

    private final String int64;

    Product(String int64) {
      this.int64 = int64;
    }
  }

  /** Readers beside the one that commits; short reads, so few serve many. */
  static final int CONNECTIONS = 8;

  private final DataSource source;
  private final Product product;
  private final Runnable onClose;

  private Database(DataSource source, Runnable onClose) {
    this.source = source;
    this.onClose = onClose;
    try (Connection connection = source.getConnection()) {
      String name = connection.getMetaData().getDatabaseProductName();
      this.product = Product.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (SQLException e) {
      throw new LogFailure("the database of the message log does not answer", e);
    } catch (IllegalArgumentException e) {
      throw new LogFailure("the message log wants SQLite or PostgreSQL", e);
    }
    migrate();
  }

  /** The embedded one: the file {@code reddot.db} in {@code folder}, both made if absent. */
  public static Database embedded(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the data folder " + folder.toAbsolutePath(), e);
    }
    return pooled(
        "jdbc:sqlite:"
            + folder.resolve("reddot.db").toAbsolutePath()
            // FULL: a commit is on the disk before it is answered, also in WAL mode
            + "?journal_mode=WAL&synchronous=FULL&busy_timeout=20000");
  }

  /** The one at a JDBC URL, which names user and password as its driver wants them. */
  public static Database pooled(String url) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("reddot");
    config.setJdbcUrl(url);
    // Named, because a web application's drivers are not found by DriverManager on every server.
    config.setDriverClassName(
        url.startsWith("jdbc:sqlite:") ? "org.sqlite.JDBC" : "org.postgresql.Driver");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setAutoCommit(false);
    if (url.startsWith("jdbc:postgresql:")) {
      config.addDataSourceProperty("reWriteBatchedInserts", "true");
    }
    HikariDataSource pool = new HikariDataSource(config);
    try {
      return new Database(pool, pool::close);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /** The server's own data source; the server keeps its pool. */
  public static Database of(DataSource source) {
    return new Database(source, () -> {});
  }

  private void migrate() {
    Flyway.configure(Database.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:io/reddot/log")
        .table("reddot_schema")
        .placeholders(Map.of("int64", product.int64))
        .load()
        .migrate();
  }

  Product product() {
    return product;
  }

  /** A connection in a transaction of its own; closing it without a commit rolls back. */
  Connection begin() throws SQLException {
    Connection connection = source.getConnection();
    try {
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void close() {
    onClose.run();
  }
}
