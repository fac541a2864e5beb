package io.reddot.log.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.fixture.LogFixture;
import io.reddot.fixture.Postgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that gets no notifications, because of what is between it and the database. */
class DeafNodeTest {
  private static FullLog open(Database database) {
    return new FullLog(database, Duration.ofDays(1), 1_000_000, new HandClock(), Thread::new);
  }

  private static void append(FullLog log) throws Exception {
    log.append(List.of(LogFixture.draft("a", "1"))).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static void assertHears(FullLog other, FullLog one) throws Exception {
    for (int i = 0; i < 3; i++) {
      append(one);
      Await.until("it knows of the message", () -> other.head() == one.head());
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsTheHeadWhereNoNotificationComes(QuietProxy.Fault fault) throws Exception {
    String name = Postgres.newDatabase();
    try (QuietProxy proxy = new QuietProxy(Postgres.shared().getPort(), fault);
        FullLog one = open(Database.pooled(url(Postgres.shared().getPort(), name)));
        FullLog deaf = open(Database.pooled(url(proxy.port(), name)))) {
      assertHears(deaf, one);
      assertTrue(proxy.listened(), "it has tried to listen");
    }
  }

  /** Past a pooler for which the proxy stands: notifications come over the other URL. */
  @Test
  void listensAtAnotherUrl() throws Exception {
    String name = Postgres.newDatabase();
    String direct = url(Postgres.shared().getPort(), name);
    try (QuietProxy proxy = new QuietProxy(Postgres.shared().getPort(), QuietProxy.Fault.SWALLOW);
        FullLog one = open(Database.pooled(direct));
        FullLog other = open(Database.pooled(url(proxy.port(), name), direct))) {
      assertHears(other, one);
      assertEquals(false, proxy.listened());
    }
  }

  @Test
  void tellsThatItHasNotReadTheHeadForTooLong() throws Exception {
    DataSource source = Postgres.shared().getDatabase("postgres", Postgres.newDatabase());
    AtomicBoolean down = new AtomicBoolean();
    HandClock clock = new HandClock();
    RetentionPolicy policy = new RetentionPolicy(Duration.ofDays(1), 1_000_000);
    try (JdbcMessageLog log =
        new JdbcMessageLog(
            Database.of(failing(source, down)), policy, List.of(), clock, Thread::new)) {
      clock.turn(Duration.ofMinutes(1));
      Await.until("it has read the head", () -> log.deafness() == null);
      down.set(true);
      Await.until(
          "it is deaf",
          () -> {
            clock.turn(Duration.ofSeconds(11)); // a read may have been under way
            return log.deafness() != null;
          });
      down.set(false);
      Await.until("it hears again", () -> log.deafness() == null);
    }
  }

  /** A data source without connections while it is down; connections that are lent stay. */
  private static DataSource failing(DataSource source, AtomicBoolean down) {
    return BreakingSource.proxy(
        DataSource.class,
        (method, arguments) -> {
          if (down.get() && method.getName().equals("getConnection")) {
            throw new SQLException("the database is down", "08001");
          }
          return BreakingSource.invoke(source, method, arguments);
        });
  }

  private static String url(int port, String name) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=postgres&sslmode=disable";
  }
}
