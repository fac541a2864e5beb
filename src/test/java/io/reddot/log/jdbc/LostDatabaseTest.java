package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The lines of the log while the database does not answer. */
class LostDatabaseTest {
  @TempDir Path folder;

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private final System.Logger logger =
      new System.Logger() {
        @Override
        public String getName() {
          return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
          return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
          lines.add(level + " " + text);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
          lines.add(level + " " + format);
        }
      };

  @Test
  void aLostDatabaseIsLoggedOnceAndOnceWhenItIsFound() throws Exception {
    HandClock clock = new HandClock();
    RetentionPolicy policy = new RetentionPolicy(Duration.ofDays(1), 100);
    new FullLog(Database.embedded(folder), policy, clock, Thread::new).close();
    AtomicBoolean down = new AtomicBoolean();
    Database database = Database.of(source(down));
    GroupCommit commits =
        new GroupCommit(
            database, clock, FullLog.projections(policy, clock), messages -> {}, logger);
    Thread thread = new Thread(commits);
    thread.start();
    try {
      for (int round = 1; round <= 2; round++) {
        get(commits.append(List.of(draft("a", "1"))));
        down.set(true);
        for (int i = 0; i < 5; i++) {
          assertEquals(503, problem(commits.append(List.of(draft("a", "2")))).status());
        }
        down.set(false);
        get(commits.append(List.of(draft("a", "3"))));
        assertEquals(2 * round, lines.size(), lines::toString);
        assertEquals("ERROR lost the database", lines.get(2 * round - 2).substring(0, 23));
        assertEquals("INFO found the database", lines.get(2 * round - 1).substring(0, 23));
      }
    } finally {
      commits.close();
      thread.join();
      database.close();
    }
  }

  private DataSource source(AtomicBoolean down) {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve("reddot.db"));
    return BreakingSource.proxy(
        DataSource.class,
        (method, arguments) -> {
          if (down.get() && method.getName().equals("getConnection")) {
            throw new SQLException("connection refused", "08001");
          }
          return BreakingSource.invoke(source, method, arguments);
        });
  }
}
