package io.reddot.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.Tail;
import io.reddot.log.jdbc.Database;
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
  private FullLog log;

  @BeforeEach
  void open() {
    log =
        new FullLog(
            Database.embedded(folder), Duration.ofDays(1), 1_000, new HandClock(), Thread::new);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void join(String group) {
    log.inbox()
        .join(group, "alice", "root")
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void remembersUntilTheLogSaysThatTheyChanged() throws Exception {
    StoredMemberships memberships = new StoredMemberships(log);
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
    self[0] =
        new StoredMemberships(
            user -> {
              Map<String, Long> read = log.inbox().memberships(user);
              if (read.isEmpty()) {
                join("g");
                self[0].forget("alice");
              }
              return read;
            });
    assertEquals(Map.of(), self[0].of("alice"), "as it was");
    assertEquals(Map.of("g", 1L), self[0].of("alice"));
  }
}
