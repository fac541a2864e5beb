package io.reddot.log.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.NameSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteLogTest extends LogContract {
  private static final String FILE = "made/if/absent/reddot.db";

  /** Migrated once for all tests; {@link MigrationContract} tests the migrations themselves. */
  @TempDir static Path template;

  @TempDir Path folder;

  @BeforeAll
  static void makeTemplate() {
    new FullLog(Database.embedded(template), Duration.ofDays(1), 9, new HandClock(), Thread::new)
        .close();
  }

  @BeforeEach
  void copyTemplate() throws Exception {
    Path file = folder.resolve(FILE);
    Files.createDirectories(file.getParent());
    Files.copy(template.resolve("reddot.db"), file);
  }

  @Override
  Database database() {
    return Database.embedded(folder.resolve("made/if/absent"));
  }

  @Override
  public DataSource source() {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve(FILE));
    return source;
  }

  @Override
  public DataSource bare() throws IOException {
    Files.delete(folder.resolve(FILE));
    return source();
  }

  @Test
  void makesItsFolderIfThatIsAbsent() {
    Path absent = folder.resolve("neither/is/there");
    Database.embedded(absent).close();
    assertTrue(Files.isRegularFile(absent.resolve("reddot.db")));
  }

  @Test
  void refusesAFolderThatCannotBeMade() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThrows(RuntimeException.class, () -> Database.embedded(file.resolve("below")));
  }

  @Test
  void isDurableAtEachCommit() throws Exception {
    open();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(FILE));
        var row = connection.createStatement().executeQuery("PRAGMA journal_mode")) {
      assertEquals("wal", row.getString(1));
    }
    try (var connection = source().getConnection();
        var row = connection.createStatement().executeQuery("PRAGMA synchronous")) {
      assertEquals(2, row.getInt(1), "2 is FULL");
    }
  }

  @Test
  void retentionCountsRetainedMessagesWithoutAScanOfTheLog() throws Exception {
    open();
    RetentionPolicy policy = new RetentionPolicy(Duration.ofDays(1), 9);
    Spared spared = new Spared(FullLog.projections(policy, clock()));
    try (var connection = source().getConnection();
        var plan =
            connection.createStatement().executeQuery("EXPLAIN QUERY PLAN " + spared.query())) {
      List<String> steps = new ArrayList<>();
      while (plan.next()) {
        steps.add(plan.getString(4));
      }
      assertTrue(
          steps.contains("SEARCH message USING INTEGER PRIMARY KEY (rowid=?)"), steps::toString);
    }
  }

  @Test
  void aSearchForNamesLeapsThroughAnIndex() throws Exception {
    open();
    for (List<String> one :
        List.of(
            List.of("session_ledger", "reader"),
            List.of("inbox_mark", "reader"),
            List.of("membership", "member"),
            List.of("membership", "group_name"),
            List.of("message", "topic"))) {
      try (var connection = source().getConnection();
          var plan =
              connection
                  .createStatement()
                  .executeQuery(
                      "EXPLAIN QUERY PLAN " + NameSearch.sql(one.get(0), one.get(1), one.get(1)))) {
        List<String> steps = new ArrayList<>();
        while (plan.next()) {
          steps.add(plan.getString(4));
        }
        assertEquals(
            2,
            steps.stream().filter(step -> step.startsWith("SEARCH " + one.get(0))).count(),
            steps::toString);
      }
    }
  }
}
