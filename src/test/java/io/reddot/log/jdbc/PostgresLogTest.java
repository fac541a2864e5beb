package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.fixture.Postgres;
import io.reddot.inbox.InboxCount;
import io.reddot.inbox.InboxProjection;
import io.reddot.log.NameSearch;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same log on a real PostgreSQL, and what only it can do: several nodes on one database. */
class PostgresLogTest extends LogContract implements NodesContract {
  private final EmbeddedPostgres postgres = Postgres.shared();

  /** The backends that wait for another transaction. */
  private static final String WAITING =
      "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

  private static String template;
  private String name;

  /** Migrates once for all tests; {@link MigrationContract} tests the migrations themselves. */
  @BeforeAll
  static void makeTemplate() throws Exception {
    template = Postgres.newDatabase();
    Database database = Database.pooled(Postgres.shared().getJdbcUrl("postgres", template));
    new FullLog(database, Duration.ofDays(1), 9, new HandClock(), Thread::new).close();
  }

  @BeforeEach
  void makeDatabase() throws Exception {
    name = Postgres.copyOf(template);
  }

  @Override
  Database database() {
    return Database.pooled(postgres.getJdbcUrl("postgres", name));
  }

  @Override
  public DataSource source() {
    return postgres.getDatabase("postgres", name);
  }

  @Override
  public DataSource bare() throws SQLException {
    name = Postgres.newDatabase();
    return source();
  }

  @Test
  void whatComesWhileAnotherNodeCommitsJoinsTheGroup() throws Exception {
    FullLog log = open();
    try (Connection other = source().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE log SET head = head");
      List<CompletableFuture<?>> answers = new ArrayList<>();
      answers.add(log.append(List.of(draft("a", "1"))).toCompletableFuture());
      Await.until("the first one waits for its turn", () -> rows(WAITING) > 0);
      for (int i = 2; i <= 5; i++) {
        answers.add(log.append(List.of(draft("a", "" + i))).toCompletableFuture());
      }
      other.rollback();
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
    }
    assertEquals(5, rows("message"));
    assertEquals(1, rows("(SELECT DISTINCT xmin::text FROM message) AS transactions"));
  }

  @Test
  void aCountScansNoTable() throws Exception {
    open();
    try (Connection connection = postgres.getDatabase("postgres", name).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO inbox_item (topic, position) SELECT 'user/' || (i % 500), i"
              + " FROM generate_series(1, 50000) AS i");
      statement.execute(
          "INSERT INTO inbox_item (topic, position) SELECT 'everyone', i"
              + " FROM generate_series(50001, 50200) AS i");
      statement.execute(
          "INSERT INTO inbox_mark SELECT 'u' || i, 'everyone', 0, 50150"
              + " FROM generate_series(1, 50000) AS i");
      statement.execute(
          "INSERT INTO inbox_state SELECT 'u' || i, 'everyone', 50170, 1, 0"
              + " FROM generate_series(1, 50000) AS i");
      statement.execute("ANALYZE");
      String sql = InboxCount.sql(1);
      for (String value : List.of("'everyone'", "0", "50150", "'u7'", "'u7'")) {
        sql = sql.replaceFirst("\\?", value);
      }
      List<String> plan = new ArrayList<>();
      try (var rows = statement.executeQuery("EXPLAIN " + sql)) {
        while (rows.next()) {
          plan.add(rows.getString(1));
        }
      }
      assertFalse(plan.stream().anyMatch(step -> step.contains("Seq Scan")), plan::toString);
      assertTrue(plan.stream().filter(step -> step.contains("Index")).count() >= 5, plan::toString);
    }
  }

  @Test
  void aSearchForExpiredMessagesOfInboxesScansNoTable() throws Exception {
    open();
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO inbox_item (topic, position) SELECT 'user/' || (i % 500), i"
              + " FROM generate_series(1, 50000) AS i");
      statement.execute("ANALYZE");
      statement.execute("SET plan_cache_mode = force_generic_plan"); // as after some executions
      statement.execute(
          "PREPARE due (bigint) AS " + InboxProjection.DUE.replaceFirst("\\?", "\\$1"));
      List<String> plan = column(statement, "EXPLAIN EXECUTE due (0)");
      assertFalse(plan.stream().anyMatch(step -> step.contains("Seq Scan")), plan::toString);
    }
  }

  @Test
  void aSearchForNamesLeapsThroughAnIndex() throws Exception {
    open();
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO session_ledger SELECT 's' || i, 'u' || (i % 50), '', 'sse', i, i, 0, 1, '',"
              + " NULL FROM generate_series(1, 20000) AS i");
      statement.execute(
          "INSERT INTO inbox_mark SELECT 'u' || i, 'everyone', 0, 1"
              + " FROM generate_series(1, 20000) AS i");
      statement.execute(
          "INSERT INTO membership SELECT 'g' || (i % 50), 'u' || i, 1"
              + " FROM generate_series(1, 20000) AS i");
      statement.execute("ANALYZE");
      for (List<String> one :
          List.of(
              List.of("session_ledger", "reader", "reader"),
              List.of("inbox_mark", "reader", "reader"),
              List.of("membership", "member", "member"),
              List.of("membership", "group_name", "group_name"))) {
        String sql = NameSearch.sql(one.get(0), one.get(1), one.get(2));
        for (String value : List.of("''", "''", "9")) {
          sql = sql.replaceFirst("\\?", value);
        }
        List<String> plan = column(statement, "EXPLAIN (ANALYZE, BUFFERS) " + sql);
        long pages =
            plan.stream()
                .filter(step -> step.contains("Buffers: shared"))
                .findFirst() // of the whole query
                .map(step -> Pattern.compile("(?:hit|read)=(\\d+)").matcher(step))
                .map(found -> found.results().mapToLong(n -> Long.parseLong(n.group(1))).sum())
                .orElseThrow();
        assertTrue(pages < 100, plan::toString); // a scan of the table reads more than that
      }
    }
  }

  @Test
  void anIndexThatTheOperatorHasCreatedBeforehandIsKept() throws Exception {
    DataSource bare = bare();
    migrate(bare, "16");
    try (Connection connection = bare.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE INDEX CONCURRENTLY message_topic_bytewise ON message"
              + " (topic COLLATE \"C\", position)");
      String which = "SELECT oid FROM pg_class WHERE relname = 'message_topic_bytewise'";
      List<String> created = column(statement, which);
      open();
      assertEquals(created, column(statement, which));
      assertEquals(
          List.of(), column(statement, "SELECT 1 FROM pg_class WHERE relname = 'message_topic'"));
    }
  }

  private static List<String> column(Statement statement, String query) throws SQLException {
    List<String> column = new ArrayList<>();
    try (var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        column.add(rows.getString(1));
      }
    }
    return column;
  }
}
