package io.reddot;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Real PostgreSQLs for tests. Thread-safe. */
public final class Postgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static @Nullable EmbeddedPostgres shared;

  private Postgres() {}

  /** The one of all tests of this JVM, which ends with it. */
  public static synchronized EmbeddedPostgres shared() {
    if (shared == null) {
      try {
        shared = start();
      } catch (IOException e) {
        throw new UncheckedIOException("no PostgreSQL", e);
      }
    }
    return shared;
  }

  /** One of its own, for a test that ends it. No test cuts the machine's power: no fsync. */
  public static EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
  }

  /** Returns the name of an empty database of the shared one. */
  public static String newDatabase() throws SQLException {
    String name = "reddot" + DATABASES.incrementAndGet();
    try (Connection connection = shared().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return name;
  }
}
