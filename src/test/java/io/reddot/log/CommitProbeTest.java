package io.reddot.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.jdbc.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommitProbeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private FullLog open() {
    return new FullLog(
        Database.embedded(folder), Duration.ofDays(1), 1_000, new HandClock(), Thread::new);
  }

  private static long next(MessageLog log) throws Exception {
    return log.transactions()
        .change(1, 0, Transaction::next)
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void writesWithoutAMessage() throws Exception {
    try (FullLog log = open()) {
      long before = next(log);
      assertNull(new CommitProbe(log, PATIENCE).fault());
      assertEquals(before + 2, next(log), "it was a write");
      assertEquals(0, log.head());
    }
  }

  @Test
  void aDatabaseThatDoesNotCommitIsAFaultAndOneChangeWaits() throws Exception {
    try (FullLog log = open();
        Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("reddot.db"));
        Statement statement = other.createStatement()) {
      long before = next(log);
      CommitProbe probe = new CommitProbe(log, Duration.ofMillis(50));
      statement.execute("BEGIN IMMEDIATE");
      for (int i = 0; i < 5; i++) {
        assertEquals("The log has not committed a change within 50 ms.", probe.fault());
      }
      statement.execute("ROLLBACK");
      assertEquals(before + 2, next(log), "five probes made one change");
    }
  }

  @Test
  void aClosedLogIsAFault() {
    FullLog log = open();
    log.close();
    String fault = new CommitProbe(log, PATIENCE).fault();
    assertTrue(fault.contains("shutting down"), fault);
  }
}
