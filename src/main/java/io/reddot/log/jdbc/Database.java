package io.reddot.log.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.reddot.log.LogFailure;
import io.reddot.log.Projection;
import io.reddot.log.Sql;
import io.reddot.log.Transactions;
import io.reddot.metrics.Distribution;
import io.reddot.metrics.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The database that stores the log.
 *
 * <p>Thread-safe. Closing it closes a pool that it opened, never a data source that it was given.
 */
public final class Database implements AutoCloseable {
  /**
   * The size of the pool: one connection commits, the others read. Reads are short, so a few
   * connections serve many readers.
   */
  static final int CONNECTIONS = 8;

  /** Further connections on PostgreSQL: one hears of other nodes' commits, one announces ours. */
  private static final int BETWEEN_NODES = 2;

  private static final String FILE = "reddot.db";

  private static final Distribution WAITS =
      Metrics.seconds(
          "reddot_database_wait_seconds",
          "Time that a read or a commit waited for a connection of the database.");

  /** A read on a connection. */
  interface Query<T> {
    T in(Connection connection) throws SQLException;
  }

  private final DataSource source;
  private final Product product;
  private final Runnable onClose;

  /** The URL on which notifications are received; null: a connection of {@code source}. */
  private final @Nullable String listenUrl;

  /**
   * Readers wait here and not for a connection, because a pool with many waiting threads spins each
   * time a connection is returned. One connection is left for the committing thread.
   */
  private final Semaphore readers = new Semaphore(CONNECTIONS - 1);

  private Database(DataSource source, Runnable onClose, @Nullable String listenUrl) {
    this.source = source;
    this.onClose = onClose;
    this.listenUrl = listenUrl;
    try (Connection connection = source.getConnection()) {
      this.product = product(connection.getMetaData().getDatabaseProductName());
    } catch (SQLException e) {
      throw new LogFailure(
          "could not connect to the database; check reddot.data, reddot.database.url and"
              + " reddot.datasource",
          e);
    }
  }

  private static Product product(String name) {
    try {
      return Product.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new LogFailure("the database is " + name + "; use SQLite or PostgreSQL instead", e);
    }
  }

  /**
   * Opens the embedded database: the file {@code reddot.db} in {@code folder}, both created if
   * absent. No other user of the machine may read either, except that an existing folder keeps its
   * permissions.
   */
  public static Database embedded(Path folder) {
    try {
      PrivateFiles.make(folder, FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "could not create the database file in "
              + folder.toAbsolutePath()
              + "; let the server write there, or set reddot.data to another folder",
          e);
    }
    return pooled(
        "jdbc:sqlite:"
            + folder.resolve(FILE).toAbsolutePath()
            // FULL: a commit is on disk before it is answered, even in WAL mode
            + "?journal_mode=WAL&synchronous=FULL&busy_timeout=20000");
  }

  /**
   * Opens the database at a JDBC URL, which contains user and password as its driver expects them.
   */
  public static Database pooled(String url) {
    return pooled(url, null);
  }

  /**
   * As {@link #pooled(String)}.
   *
   * @param listenUrl the URL on which notifications are received, because {@code url} may lead
   *     through a pooler, which does not pass them on; null: {@code url}
   */
  public static Database pooled(String url, @Nullable String listenUrl) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("reddot");
    config.setJdbcUrl(withoutPasswords(url, config));
    // Named, because on some servers DriverManager does not find a web application's drivers.
    config.setDriverClassName(
        url.startsWith("jdbc:sqlite:") ? "org.sqlite.JDBC" : "org.postgresql.Driver");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setAutoCommit(false);
    if (url.startsWith("jdbc:postgresql:")) {
      config.setMaximumPoolSize(CONNECTIONS + BETWEEN_NODES);
      config.addDataSourceProperty("reWriteBatchedInserts", "true");
      config.addDataSourceProperty("tcpKeepAlive", "true");
    }
    HikariDataSource pool = new HikariDataSource(config);
    try {
      return new Database(pool, pool::close, listenUrl);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /**
   * Returns the URL without the parameters that are passwords. The driver gets them separately,
   * because error messages quote the URL.
   */
  static String withoutPasswords(String url, HikariConfig config) {
    int query = url.indexOf('?');
    if (query < 0) {
      return url;
    }
    StringJoiner others = new StringJoiner("&", url.substring(0, query) + "?", "");
    for (String parameter : url.substring(query + 1).split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      if (equals > 0 && name.toLowerCase(Locale.ROOT).endsWith("password")) {
        String value = URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8);
        config.addDataSourceProperty(name, value);
      } else {
        others.add(parameter);
      }
    }
    return others.toString();
  }

  /** Uses a data source of the server, which owns its pool. */
  public static Database of(DataSource source) {
    return of(source, null);
  }

  /**
   * As {@link #of(DataSource)}.
   *
   * @param listenUrl as for {@link #pooled(String, String)}
   */
  public static Database of(DataSource source, @Nullable String listenUrl) {
    return new Database(source, () -> {}, listenUrl);
  }

  /** Creates the tables of the log and of {@code projections}, or brings them up to date. */
  public void migrate(List<Projection> projections) {
    migrations(projections).load().migrate();
  }

  FluentConfiguration migrations(List<Projection> projections) {
    return Flyway.configure(Database.class.getClassLoader())
        .dataSource(source)
        .locations(
            Stream.concat(
                    product.migrations(),
                    projections.stream().map(Projection::migrations).filter(Objects::nonNull))
                .map(folder -> "classpath:" + folder)
                .toArray(String[]::new))
        .table("reddot_schema")
        // A feature that is no longer part of the application leaves its tables behind.
        .ignoreMigrationPatterns("*:missing", "*:future")
        .placeholders(product.placeholders());
  }

  Product product() {
    return product;
  }

  /** Reads in a transaction of its own, after waiting for its turn. */
  <T> T read(Query<T> query) {
    long began = System.nanoTime();
    readers.acquireUninterruptibly();
    try (Connection connection = begin(began)) {
      T result = query.in(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw new LogFailure("could not read the message log", e);
    } finally {
      readers.release();
    }
  }

  /** As {@link #read}, for the tables of a feature. */
  <T> T query(Transactions.Query<T> query) {
    return read(connection -> in(connection, query));
  }

  private static <T> T in(Connection connection, Transactions.Query<T> query) throws SQLException {
    try (Sql sql = new Sql(connection)) {
      return query.in(sql);
    }
  }

  /** As {@link #query}; all its queries see the same snapshot. */
  <T> T querySnapshot(Transactions.Query<T> query) {
    return read(
        connection -> {
          if (product == Product.POSTGRESQL) {
            try (Statement statement = connection.createStatement()) {
              // otherwise each query would have a snapshot of its own
              statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            }
          }
          return in(connection, query);
        });
  }

  /** Returns a connection in a transaction of its own; closing it without a commit rolls back. */
  Connection begin() throws SQLException {
    return begin(System.nanoTime());
  }

  private Connection begin(long waitingSince) throws SQLException {
    Connection connection = source.getConnection();
    WAITS.observeSince(waitingSince);
    try {
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Returns a connection that receives notifications; each statement is a transaction of its own.
   */
  Connection listening() throws SQLException {
    return autoCommitting(listenUrl == null ? source.getConnection() : direct(listenUrl));
  }

  /** Returns a connection on which each statement is a transaction of its own. */
  Connection autoCommitting() throws SQLException {
    return autoCommitting(source.getConnection());
  }

  private static Connection autoCommitting(Connection connection) throws SQLException {
    try {
      connection.setAutoCommit(true);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Opens a connection outside the pool. The error does not quote an invalid URL, because it may
   * contain a password.
   */
  private static Connection direct(String url) throws SQLException {
    HikariConfig parts = new HikariConfig();
    String bare = withoutPasswords(url, parts);
    parts.addDataSourceProperty("tcpKeepAlive", "true");
    Connection connection =
        new org.postgresql.Driver().connect(bare, parts.getDataSourceProperties());
    if (connection == null) {
      throw new SQLException("reddot.database.listen-url does not begin with jdbc:postgresql:");
    }
    return connection;
  }

  /**
   * Returns the number of connections by their state; only those that threads wait for unless the
   * pool is Red Dot's own.
   */
  Map<String, Double> connections() {
    int reading = readers.getQueueLength();
    if (!(source instanceof HikariDataSource own) || own.isClosed()) {
      return Map.of("awaited", (double) reading);
    }
    HikariPoolMXBean pool = own.getHikariPoolMXBean();
    return Map.of(
        "active", (double) pool.getActiveConnections(),
        "idle", (double) pool.getIdleConnections(),
        "awaited", (double) reading + pool.getThreadsAwaitingConnection());
  }

  @Override
  public void close() {
    onClose.run();
  }
}
