package io.reddot.inbox;

import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.inbox.InboxStore.InboxFilter;
import io.reddot.inbox.InboxStore.InboxQuery;
import io.reddot.inbox.InboxStore.Marking;
import io.reddot.log.jdbc.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A site with a million users: what a count costs is printed; that it does not grow with them, the
 * query plan says.
 */
@Timeout(300)
class InboxScaleTest {
  private static final int USERS = 1_000_000;
  private static final int WITH_MESSAGES = 10_000;
  private static final int EACH = 100;
  private static final int BROADCASTS = 200;
  private static final int MARKED = 150; // everybody has read so many of the broadcasts
  private static final int COUNTS = 2_000;

  @TempDir Path folder;

  @Test
  void aCountSearchesFewRowsHoweverManyUsersThereAre() throws Exception {
    HandClock clock = new HandClock();
    try (FullLog log =
        new FullLog(
            Database.embedded(folder), Duration.ofDays(99), Long.MAX_VALUE, clock, Thread::new)) {
      fill();
      log.readHead();
      plansHoldNoScan();
      InboxStore inbox = log.inbox();
      long[] nanos = new long[COUNTS];
      Random random = new Random(5);
      for (int round = 0; round < 2; round++) { // the first warms up
        for (int i = 0; i < COUNTS; i++) {
          Reader reader = reader(random.nextInt(WITH_MESSAGES));
          long began = System.nanoTime();
          long count = inbox.unread(reader).count();
          nanos[i] = System.nanoTime() - began;
          assertEquals(EACH + BROADCASTS - MARKED, count);
        }
      }
      print("count, " + EACH + " direct messages and 50 broadcasts unread", nanos);
      for (int i = 0; i < COUNTS; i++) {
        Reader reader = reader(WITH_MESSAGES + random.nextInt(USERS - WITH_MESSAGES));
        long began = System.nanoTime();
        assertEquals(BROADCASTS - MARKED, inbox.unread(reader).count());
        nanos[i] = System.nanoTime() - began;
      }
      print("count, no direct messages, 50 broadcasts unread", nanos);
      for (int i = 0; i < COUNTS; i++) {
        long began = System.nanoTime();
        assertEquals(
            EACH + BROADCASTS,
            inbox
                    .list(
                        reader(random.nextInt(WITH_MESSAGES)),
                        new InboxQuery(InboxFilter.ALL, null, null, 1L << 60, 50))
                    .entries()
                    .size()
                * (EACH + BROADCASTS)
                / 50);
        nanos[i] = System.nanoTime() - began;
      }
      print("first page of 50", nanos);
      long began = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        assertEquals(0, get(inbox.mark(reader(i), Marking.readAll())).unread().count());
      }
      System.out.printf(
          "read all, one by one, durable: %.2f ms%n", (System.nanoTime() - began) / 100 / 1e6);
    }
  }

  private static Reader reader(int number) {
    return new Reader("u" + number, Set.of("staff"));
  }

  private Connection connect() throws SQLException {
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("reddot.db"));
    connection.setAutoCommit(false);
    return connection;
  }

  /** By SQL: a million requests would take longer than what is tested. */
  private void fill() throws SQLException {
    long direct = (long) WITH_MESSAGES * EACH;
    String numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ";
    String insert =
        "INSERT INTO message (position, id, topic, at, data, encoding, retain, sender) ";
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          insert
              + numbers
              + direct
              + ") SELECT i, 'id' || i, 'user/u' || (i % "
              + WITH_MESSAGES
              + "), 0, '{\"text\":\"somebody commented on your article\"}', 'JSON', 0, 'x' FROM n");
      statement.execute(
          insert
              + numbers
              + BROADCASTS
              + ") SELECT i + "
              + direct
              + ", 'b' || i, 'everyone', 0, '{\"text\":\"an announcement\"}', 'JSON', 0, 'x'"
              + " FROM n");
      statement.execute(
          "INSERT INTO inbox_item (topic, position, event, expires_at)"
              + " SELECT topic, position, event, expires_at FROM message ORDER BY topic, position");
      statement.execute(
          "INSERT INTO inbox_mark (reader, topic, since, position) "
              + numbers
              + USERS
              + ") SELECT 'u' || (i - 1), 'everyone', 0, "
              + (direct + MARKED)
              + " FROM n");
      statement.execute("UPDATE log SET head = " + (direct + BROADCASTS));
      connection.commit();
    }
  }

  private void plansHoldNoScan() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement explain =
            connection.prepareStatement("EXPLAIN QUERY PLAN " + InboxCount.sql(3));
        ResultSet rows = explain.executeQuery()) {
      List<String> tables = new ArrayList<>();
      while (rows.next()) {
        String step = rows.getString("detail");
        if (step.contains("inbox_")) {
          tables.add(step);
          assertTrue(step.startsWith("SEARCH"), step);
          assertTrue(step.contains("topic=?"), step);
        } else {
          assertFalse(step.startsWith("SCAN") && step.contains("message"), step);
        }
      }
      assertEquals(5, tables.size(), () -> "two exceptions with their items, and items: " + tables);
    }
  }

  private static void print(String what, long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%s: mean %.3f ms, median %.3f ms, p99 %.3f ms%n",
        what,
        Arrays.stream(sorted).average().orElseThrow() / 1e6,
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6);
  }
}
