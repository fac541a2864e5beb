package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.HandClock;
import io.reddot.log.Projection;
import io.reddot.log.StorageQuota;
import io.reddot.log.Transaction;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageQuotasTest {
  @TempDir Path folder;

  /** Counts messages, and refuses those of one topic. */
  private static final class Counting implements Projection, StorageQuota {
    private final String refused;
    private final List<String> counted = new ArrayList<>();
    private int stored;

    Counting(String refused) {
      this.refused = refused;
    }

    @Override
    public StorageQuota quota(Transaction transaction) {
      return this;
    }

    @Override
    public void lookUp(List<Draft> drafts) {}

    @Override
    public void check(List<Message> messages) {
      if (messages.stream().anyMatch(one -> one.topic().name().equals(refused))) {
        throw Problem.quota("messages may be tested", 1, "test");
      }
    }

    @Override
    public void count(List<Message> messages) {
      messages.forEach(one -> counted.add(one.topic().name()));
    }

    @Override
    public void checkLater(List<Draft> drafts) {}

    @Override
    public Draft reduce(Draft draft) {
      return draft;
    }

    @Override
    public void store() {
      stored++;
    }
  }

  @Test
  void whatOneRefusesNoneCounts() throws Exception {
    Counting first = new Counting("b");
    Counting second = new Counting("c");
    RetentionPolicy policy = new RetentionPolicy(Duration.ofDays(1), 9);
    try (JdbcMessageLog log =
        new JdbcMessageLog(
            Database.embedded(folder),
            policy,
            List.of(first, second),
            new HandClock(),
            Thread::new)) {
      get(log.append(List.of(draft("a", "1"))));
      assertEquals(429, problem(log.append(List.of(draft("a", "2"), draft("b", "3")))).status());
      assertEquals(429, problem(log.append(List.of(draft("c", "4")))).status());
      get(log.append(List.of(draft("d", "5"))));
      assertEquals(2, log.head());
    }
    assertEquals(List.of("a", "d"), first.counted);
    assertEquals(List.of("a", "d"), second.counted);
    assertEquals(4, first.stored);
  }
}
