package io.reddot.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TimerTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final AtomicReference<Thread> thread = new AtomicReference<>();
  private final Timer timer =
      new Timer(
          "timer",
          task -> {
            thread.set(new Thread(task));
            return thread.get();
          });

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(20, TimeUnit.SECONDS));
  }

  @Test
  void runsOnOneNamedThreadThatEndsWithTheTimer() throws Exception {
    CountDownLatch runs = new CountDownLatch(3);
    timer.every(SOON, runs::countDown);
    await(runs);
    assertEquals("timer", thread.get().getName());
    timer.close();
    thread.get().join(20_000);
    assertFalse(thread.get().isAlive());
  }

  @Test
  void startsNoThreadBeforeThereIsATask() {
    assertEquals(null, thread.get());
  }

  @Test
  void aTaskThatFailsRunsAgain() throws Exception {
    CountDownLatch runs = new CountDownLatch(2);
    timer.every(
        SOON,
        () -> {
          runs.countDown();
          throw new IllegalStateException("as it should");
        });
    await(runs);
    timer.close();
  }

  @Test
  void aTaskSaysWhenItRunsNext() throws Exception {
    CountDownLatch runs = new CountDownLatch(3);
    timer.repeat(
        () -> {
          runs.countDown();
          return SOON;
        });
    await(runs);
    assertTrue(timer.close(LONG));
  }

  @Test
  void closingWaitsForWhatIsToRunOnceAndForNothingElse() throws Exception {
    List<String> ran = new CopyOnWriteArrayList<>();
    CountDownLatch running = new CountDownLatch(1);
    timer.every(SOON, NEVER, running::countDown);
    timer.repeat(() -> NEVER);
    await(running);
    timer.after(Duration.ofMillis(100), () -> ran.add("once"));
    assertTrue(timer.close(LONG));
    assertEquals(List.of("once"), ran);
  }

  @Test
  void closingDropsWhatIsCancelled() {
    timer.after(NEVER, () -> {}).cancel(false);
    assertTrue(timer.close(LONG));
  }

  @Test
  void closingGivesUpInTime() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger interrupts = new AtomicInteger();
    timer.after(
        Duration.ZERO,
        () -> {
          running.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            interrupts.incrementAndGet();
          }
        });
    await(running);
    assertFalse(timer.close(SOON));
    timer.close();
    end.countDown();
    thread.get().join(20_000);
    assertEquals(0, interrupts.get());
  }

  @Test
  void dropsTasksOnceItIsClosed() {
    timer.close();
    timer.after(Duration.ZERO, () -> {});
    timer.every(SOON, () -> {});
    timer.repeat(() -> SOON);
    assertEquals(null, thread.get());
  }
}
