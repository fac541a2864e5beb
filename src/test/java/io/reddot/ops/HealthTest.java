package io.reddot.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.HandClock;
import io.reddot.health.HealthCheck;
import io.reddot.health.HealthCheck.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthTest {
  private final HandClock clock = new HandClock();
  private final AtomicReference<String> fault = new AtomicReference<>();
  private final AtomicInteger runs = new AtomicInteger();

  private Health health(HealthCheck... checks) {
    return new Health(List.of(checks), clock);
  }

  private HealthCheck counted() {
    return HealthCheck.readiness(
        "counted",
        () -> {
          runs.incrementAndGet();
          return fault.get();
        });
  }

  @Test
  void isUpIfEveryCheckIs() {
    Health health = health(counted(), HealthCheck.liveness("alive", () -> null));
    assertTrue(health.results().up());
    fault.set("The disk is full.");
    clock.turn(Duration.ofSeconds(1));
    Health.Results results = health.results();
    assertFalse(results.up());
    assertEquals("The disk is full.", results.of(Kind.READINESS).get(0).fault());
    assertTrue(results.of(Kind.LIVENESS).get(0).up());
    assertEquals(List.of(), results.of(Kind.STARTUP));
  }

  @Test
  void runsTheChecksOnceASecondHoweverOftenItIsAsked() {
    Health health = health(counted());
    for (int i = 0; i < 1_000; i++) {
      Health.Results unused = health.results();
    }
    assertEquals(1, runs.get());
    clock.turn(Duration.ofMillis(999));
    Health.Results before = health.results();
    assertEquals(1, runs.get());
    clock.turn(Duration.ofMillis(1));
    assertEquals(1, before.all().size());
    assertTrue(health.results().up());
    assertEquals(2, runs.get());
  }

  @Test
  void oneCallerWaitsForASlowCheckAndTheOthersGetThePreviousResults() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<Runnable> slow = new AtomicReference<>(() -> {});
    Health health =
        health(
            HealthCheck.readiness(
                "slow",
                () -> {
                  slow.get().run();
                  return null;
                }));
    Health.Results first = health.results();
    clock.turn(Duration.ofSeconds(1));
    slow.set(
        () -> {
          begun.countDown();
          await(goOn);
        });
    CompletableFuture<Health.Results> waiting = CompletableFuture.supplyAsync(health::results);
    await(begun);
    assertSame(first, health.results());
    assertFalse(waiting.isDone());
    goOn.countDown();
    assertSame(waiting.get(10, TimeUnit.SECONDS), health.results());
  }

  @Test
  void everybodyWaitsForTheFirstResults() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Health health =
        health(
            HealthCheck.readiness(
                "slow",
                () -> {
                  runs.incrementAndGet();
                  begun.countDown();
                  await(goOn);
                  return null;
                }));
    CompletableFuture<Health.Results> one = supply(health);
    await(begun);
    CompletableFuture<Health.Results> other = supply(health);
    goOn.countDown();
    assertSame(one.get(10, TimeUnit.SECONDS), other.get(10, TimeUnit.SECONDS));
    assertEquals(1, runs.get());
  }

  private static CompletableFuture<Health.Results> supply(Health health) {
    return CompletableFuture.supplyAsync(health::results, task -> new Thread(task).start());
  }

  @Test
  void aCheckThatFailsIsDownAndTheOthersAreAsked() {
    Health health =
        health(
            HealthCheck.readiness(
                "broken",
                () -> {
                  throw new IllegalStateException("meant to fail");
                }),
            counted());
    List<Health.Result> results = health.results().of(Kind.READINESS);
    assertFalse(results.get(0).up());
    assertFalse(results.get(0).fault().contains("meant to fail"), "anyone may read it");
    assertTrue(results.get(1).up());
  }

  @Test
  void anErrorReachesAllWhoWaitAndTheNextCallTriesAgain() {
    AtomicReference<Error> error = new AtomicReference<>(new StackOverflowError("meant to fail"));
    Health health =
        health(
            HealthCheck.liveness(
                "broken",
                () -> {
                  Error now = error.getAndSet(null);
                  if (now != null) {
                    throw now;
                  }
                  return null;
                }));
    assertThrows(StackOverflowError.class, health::results);
    assertTrue(health.results().up());
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new CompletionException(new AssertionError("waited in vain"));
      }
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}
