package io.reddot.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.reddot.fixture.HandClock;
import io.reddot.log.jdbc.Database;
import io.reddot.log.jdbc.JdbcMessageLog;
import io.reddot.log.Tail;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredMembershipsTest {
  @TempDir Path folder;
  private JdbcMessageLog log;

  @BeforeEach
  void open() {
    log =
        new JdbcMessageLog(
            Database.embedded(folder), Duration.ofDays(1), 1_000, new HandClock(), Thread::new);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void join(String group) throws Exception {
    log.inbox().join(group, "alice", "root").toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void remembersUntilTheLogSaysThatTheyChanged() throws Exception {
    StoredMemberships memberships = new StoredMemberships(log.inbox());
    try (Tail tail = log.tail()) {
      assertEquals(Map.of(), memberships.of("alice"));
      join("g");
      assertEquals(Map.of(), memberships.of("alice"), "remembered");
      Tail.Batch batch = tail.next();
      assertNotNull(batch);
      memberships.follow(batch.events());
      assertEquals(Map.of("g", 1L), memberships.of("alice"));
    }
  }

  @Test
  void doesNotRememberWhatChangedWhileItWasRead() throws Exception {
    StoredMemberships[] self = new StoredMemberships[1];
    InboxStore changing =
        (InboxStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {InboxStore.class},
                (proxy, method, arguments) -> {
                  Object read = method.invoke(log.inbox(), arguments);
                  if (((Map<?, ?>) read).isEmpty()) {
                    join("g");
                    self[0].forget("alice");
                  }
                  return read;
                });
    self[0] = new StoredMemberships(changing);
    assertEquals(Map.of(), self[0].of("alice"), "as it was");
    assertEquals(Map.of("g", 1L), self[0].of("alice"));
  }
}
