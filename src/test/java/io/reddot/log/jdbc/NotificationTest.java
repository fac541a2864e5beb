package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.Bounds;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.fixture.Postgres;
import io.reddot.message.Draft;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** How a node tells the others on its PostgreSQL of its commits. */
@Timeout(60)
class NotificationTest {
  private static final int WAIT_MILLIS = 30_000;

  private final DataSource source;

  NotificationTest() throws SQLException {
    this.source = Postgres.shared().getDatabase("postgres", Postgres.newDatabase());
  }

  private static FullLog open(DataSource source) {
    RetentionPolicy policy = new RetentionPolicy(Duration.ofDays(1), 1_000_000);
    return new FullLog(Database.of(source), policy, Bounds.DEFAULT, new HandClock(), Thread::new);
  }

  @Test
  void anAppendIsAnsweredWhileItsNotificationIsHeldUp() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    NotifySource.Hook hold = payload -> held.await(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    try (FullLog log = open(NotifySource.of(source, hold))) {
      get(log.append(List.of(draft("a", "1"))));
      get(log.append(List.of(draft("a", "2"))));
      held.countDown();
    }
  }

  @Test
  void whatANotificationTellsOfIsCommitted() throws Exception {
    BlockingQueue<Long> told = new LinkedBlockingQueue<>();
    BlockingQueue<Long> committed = new LinkedBlockingQueue<>();
    NotifySource.Hook compare =
        payload -> {
          committed.add(number("SELECT head FROM log"));
          return told.add(Long.parseLong(payload));
        };
    try (FullLog log = open(NotifySource.of(source, compare))) {
      for (long i = 1; i <= 10; i++) {
        get(log.append(List.of(draft("a", "" + i))));
        assertEquals(i, told.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS));
        assertEquals(i, committed.take());
      }
    }
  }

  @Test
  void oneNotificationTellsOfAGroup() throws Exception {
    try (FullLog log = open(source);
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + HeadNotifications.CHANNEL);
      List<Draft> drafts = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        drafts.add(draft("a", "" + i));
      }
      get(log.append(drafts));
      get(log.append(drafts.subList(0, 1))); // a duplicate: nothing to tell
      List<String> payloads = new ArrayList<>(heard(connection));
      get(log.append(List.of(draft("a", "last"))));
      payloads.addAll(heard(connection));
      assertEquals(List.of("500", "501"), payloads);
    }
  }

  private static List<String> heard(Connection connection) throws SQLException {
    List<String> payloads = new ArrayList<>();
    for (PGNotification one : connection.unwrap(PGConnection.class).getNotifications(WAIT_MILLIS)) {
      payloads.add(one.getParameter());
    }
    return payloads;
  }

  @Test
  void theLastCommitOfANodeThatGoesDownIsTold() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    try (FullLog log = open(NotifySource.of(source, told::add))) {
      var unused = log.append(List.of(draft("a", "1")));
    }
    assertEquals("1", told.poll());
  }

  @Test
  void onlyTheNotificationIsNotFlushed() throws Exception {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        PreparedStatement notify = connection.prepareStatement(HeadAnnouncements.NOTIFY)) {
      statement.execute("SET synchronous_commit = 'on'"); // the test's server has it off
      notify.setString(1, "1");
      connection.setAutoCommit(false);
      notify.execute();
      assertEquals("off", setting(connection));
      connection.commit();
      assertEquals("on", setting(connection));
      connection.commit();
      connection.setAutoCommit(true);
      notify.execute();
      assertEquals("on", setting(connection));
    }
  }

  private static String setting(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
      row.next();
      return row.getString(1);
    }
  }

  private long number(String select) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(select)) {
      row.next();
      return row.getLong(1);
    }
  }
}
