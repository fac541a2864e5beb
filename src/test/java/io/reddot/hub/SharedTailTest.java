package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.log.Tail;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedTailTest extends HubFixture {
  private static final int LANES = 2;

  private final List<Long> passed = new ArrayList<>();
  private SharedTail shared;
  private Step start;

  @BeforeEach
  void share() {
    shared = share(log.tail());
    start = shared.place();
  }

  private SharedTail share(Tail opened) {
    return new SharedTail(
        opened,
        batch -> new Step(batch, LANES),
        step -> {
          synchronized (passed) {
            passed.add(step.batch().through());
          }
        });
  }

  @AfterEach
  void unshare() {
    shared.close();
  }

  @Test
  void allLanesTakeTheSameSteps() throws Exception {
    publish("a", "1");
    Step first = shared.next(start);
    assertSame(first, shared.next(start));
    publish("a", "2");
    Step second = shared.next(first);
    assertSame(second, shared.next(first));
    assertEquals(log.head(), second.batch().through());
  }

  @Test
  void aStepHasPassedOnceAllLanesHaveTakenIt() throws Exception {
    publish("a", "1");
    Step step = shared.next(start);
    shared.taken(step);
    assertEquals(List.of(), passed);
    shared.taken(step);
    assertEquals(List.of(step.batch().through()), passed);
  }

  @Test
  void oneLaneReadsForAllThatWait() throws Exception {
    List<CompletableFuture<Step>> waiting = List.of(next(start), next(start), next(start));
    publish("a", "1");
    Step step = waiting.get(0).get(20, TimeUnit.SECONDS);
    for (CompletableFuture<Step> lane : waiting) {
      assertSame(step, lane.get(20, TimeUnit.SECONDS));
    }
  }

  private CompletableFuture<Step> next(Step place) {
    CompletableFuture<Step> next = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                next.complete(shared.next(place));
              } catch (InterruptedException | RuntimeException e) {
                next.completeExceptionally(e);
              }
            })
        .start();
    return next;
  }

  @Test
  void noLaneIsMoreThanTheBacklogAheadOfTheSlowest() throws Exception {
    String large = "\"" + "x".repeat(200_000) + "\"";
    for (int i = 0; i < 40; i++) {
      publish("a", large);
    }
    Step begin = start;
    AtomicLong reached = new AtomicLong();
    Thread fast =
        new Thread(
            () -> {
              try {
                Step place = begin;
                while (place != null && reached.get() < log.head()) {
                  place = shared.next(place);
                  if (place != null) {
                    shared.taken(place);
                    reached.set(place.batch().through());
                  }
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    fast.start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (fast.getState() != Thread.State.WAITING || shared.backlog() <= SharedTail.BACKLOG) {
      assertTrue(System.nanoTime() < deadline, "the fast lane is not held back");
      Thread.onSpinWait();
    }
    assertTrue(shared.backlog() <= SharedTail.BACKLOG + large.length() + 1_000);
    assertTrue(reached.get() < log.head());

    Step place = start;
    while (place.batch().through() < log.head()) {
      place = shared.next(place);
      shared.taken(place);
    }
    fast.join(20_000);
    assertEquals(log.head(), reached.get());
  }

  @Test
  void keepsNoStepThatAllLanesHaveTaken() throws Exception {
    publish("a", "1");
    Step place = shared.next(start);
    start = null;
    WeakReference<Step> first = new WeakReference<>(place);
    shared.taken(place);
    shared.taken(place);
    publish("a", "2");
    place = shared.next(place);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (first.get() != null) {
      assertTrue(System.nanoTime() < deadline, "the first step is still kept");
      System.gc();
    }
    assertEquals(log.head(), place.batch().through());
  }

  @Test
  void endsForAllLanesOnceItIsClosed() throws Exception {
    CompletableFuture<Step> reads = next(start);
    CompletableFuture<Step> waits = next(start);
    shared.close();
    assertNull(reads.get(20, TimeUnit.SECONDS));
    assertNull(waits.get(20, TimeUnit.SECONDS));
    publish("a", "1");
    assertNull(shared.next(start));
  }
}
