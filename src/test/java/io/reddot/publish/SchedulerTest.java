package io.reddot.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.container.Timer;
import io.reddot.fixture.Await;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.Transactions;
import io.reddot.log.jdbc.Database;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Submission;
import io.reddot.message.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SchedulerTest {
  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private FullLog log;
  private Scheduler scheduler;

  @BeforeEach
  void open() {
    log = new FullLog(Database.embedded(folder), Duration.ofDays(1), 1_000_000, clock, Thread::new);
    scheduler = new Scheduler(log.schedule(), clock);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void schedule(int count, Duration ahead) throws Exception {
    List<Submission> submissions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Draft draft =
          new Draft(
              ahead + "-" + i,
              true,
              new Topic("a"),
              null,
              "1",
              Encoding.JSON,
              null,
              false,
              "alice",
              null);
      submissions.add(new Submission(draft, clock.instant().plus(ahead)));
    }
    log.schedule().accept(submissions, null, 1_000).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void restsUntilTheNextIsDueButNeverLong() throws Exception {
    assertEquals(Scheduler.LOOK, scheduler.step(), "another node may accept one at any time");
    schedule(1, Duration.ofDays(365));
    assertEquals(Scheduler.LOOK, scheduler.step());
    schedule(1, Duration.ofMillis(700));
    assertEquals(Duration.ofMillis(700), scheduler.step());
    clock.turn(Duration.ofMillis(699));
    assertEquals(Duration.ofMillis(1), scheduler.step());
    assertEquals(0, log.head());
    clock.turn(Duration.ofMillis(1));
    assertEquals(Scheduler.LOOK, scheduler.step());
    assertEquals(1, log.head());
  }

  @Test
  void looksAgainAtOnceWhenMoreIsDueThanOneStepSends() throws Exception {
    schedule(250, Duration.ofSeconds(1));
    clock.turn(Duration.ofSeconds(1));
    assertEquals(Duration.ZERO, scheduler.step());
    assertEquals(200, log.head());
    assertEquals(Scheduler.LOOK, scheduler.step());
    assertEquals(250, log.head());
  }

  @Test
  void runsUntilItIsClosed() throws Exception {
    Timer timer = new Timer("scheduler", Thread::new);
    timer.repeat(scheduler::run);
    schedule(3, Duration.ofHours(1));
    clock.turn(Duration.ofHours(1));
    Await.until("sent", () -> log.head() == 3);
    assertTrue(timer.close(Duration.ofSeconds(20)));
    schedule(1, Duration.ofHours(2));
    clock.turn(Duration.ofHours(2));
    assertEquals(3, log.head());
  }

  @Test
  void goesOnAfterTheDatabaseHasFailed() throws Exception {
    schedule(1, Duration.ofSeconds(1));
    clock.turn(Duration.ofSeconds(1));
    Failing failing = new Failing(log.transactions());
    try (Timer timer = new Timer("scheduler", Thread::new)) {
      timer.repeat(new Scheduler(new ScheduleStore(failing), clock)::run);
      Await.until("it has failed", () -> failing.failures.get() > 0);
      assertEquals(0, log.head());
      failing.broken.set(false);
      Await.until("sent", () -> log.head() == 1);
    }
  }

  /** A database that does not answer at first. */
  private static final class Failing implements Transactions {
    private final Transactions transactions;
    private final AtomicBoolean broken = new AtomicBoolean(true);
    private final AtomicInteger failures = new AtomicInteger();

    Failing(Transactions transactions) {
      this.transactions = transactions;
    }

    @Override
    public <T> CompletionStage<T> change(List<Draft> drafts, Change<T> change) {
      return transactions.change(drafts, change);
    }

    @Override
    public <T> CompletionStage<T> change(int rows, int size, Change<T> change) {
      return transactions.change(rows, size, change);
    }

    @Override
    public <T> T read(Query<T> query) {
      if (broken.get()) {
        failures.incrementAndGet();
        throw new IllegalStateException("as the test wants it");
      }
      return transactions.read(query);
    }

    @Override
    public <T> T readSnapshot(Query<T> query) {
      return transactions.readSnapshot(query);
    }
  }
}
