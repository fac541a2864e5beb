package io.reddot.log.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.fixture.LogFixture;
import io.reddot.fixture.Postgres;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

  private static String url(int port, String name) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=postgres&sslmode=disable";
  }
}
