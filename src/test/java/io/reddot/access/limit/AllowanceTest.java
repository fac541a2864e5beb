package io.reddot.access.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AllowanceTest {
  private static final long SECOND = 1_000_000_000;

  /** Anywhere: a clock's zero means nothing, and it may run over. */
  private static final long START = Long.MAX_VALUE - 5 * SECOND;

  private static Allowance of(long perSecond, long burst) {
    Map<Limited, Rate> rates = Map.of(Limited.READS, new Rate(perSecond, burst));
    return new Allowance(new Quota("user", 2, rates), START);
  }

  private static long take(Allowance allowance, long tokens, long now) {
    return allowance.take(Limited.READS, tokens, now);
  }

  /** After a rest, somebody takes some. */
  record Call(long rest, long tokens) {}

  @Provide
  Arbitrary<List<Call>> calls() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 3 * SECOND), Arbitraries.longs().between(1, 40))
        .as(Call::new)
        .list()
        .ofMaxSize(60);
  }

  /** A bucket as it is drawn on a blackboard; its unit is the nanosecond's share of a token. */
  private static final class Naive {
    private final long perSecond;
    private final long size;
    private long holds;

    Naive(long perSecond, long burst) {
      this.perSecond = perSecond;
      this.size = burst * SECOND;
      this.holds = size;
    }

    void rest(long nanos) {
      holds = Math.min(size, holds + nanos * perSecond);
    }

    boolean take(long tokens) {
      boolean there = holds >= Math.min(tokens * SECOND, size);
      holds -= there ? tokens * SECOND : 0;
      return there;
    }
  }

  @Property
  void grantsWhatABucketHolds(@ForAll("calls") List<Call> calls) {
    Allowance allowance = of(8, 16); // a whole number of nanoseconds each
    Naive naive = new Naive(8, 16);
    long now = START;
    for (Call call : calls) {
      now += call.rest;
      naive.rest(call.rest);
      assertEquals(naive.take(call.tokens), take(allowance, call.tokens, now) == 0);
    }
  }

  /** Whatever the calls are, in any span of time no more comes through than rate and burst say. */
  @Property
  void neverGrantsMoreThanRateAndBurstInAnySpan(@ForAll("calls") List<Call> calls) {
    Allowance allowance = of(7, 5);
    List<long[]> granted = new ArrayList<>(); // when, how many
    long now = START;
    for (Call call : calls) {
      now += call.rest;
      if (take(allowance, call.tokens, now) == 0) {
        granted.add(new long[] {now, call.tokens});
      }
    }
    for (int from = 0; from < granted.size(); from++) {
      long sum = 0;
      for (int to = from; to < granted.size(); to++) {
        // The last one may leave a debt, which all after it pay.
        double span = (granted.get(to)[0] - granted.get(from)[0]) / 1e9;
        assertTrue(sum <= 5 + 7 * span + 1e-6, sum + " in " + span + " s");
        sum += granted.get(to)[1];
      }
    }
  }

  @Property
  void isRightAboutWhenToComeAgain(@ForAll("calls") List<Call> calls) {
    Allowance allowance = of(7, 5);
    long now = START;
    for (Call call : calls) {
      now += call.rest;
      long wait = take(allowance, call.tokens, now);
      if (wait > 0) {
        assertEquals(wait, allowance.peek(Limited.READS, call.tokens, now));
        assertTrue(allowance.peek(Limited.READS, call.tokens, now + wait - 1) > 0);
        assertEquals(0, allowance.peek(Limited.READS, call.tokens, now + wait));
      }
    }
  }

  @Property
  void givesBackExactlyWhatWasTaken(@ForAll("calls") List<Call> calls) {
    Allowance given = of(7, 5);
    Allowance untouched = of(7, 5);
    long now = START;
    for (Call call : calls) {
      now += call.rest;
      boolean taken = take(given, call.tokens, now) == 0;
      assertEquals(taken, take(untouched, call.tokens, now) == 0);
      if (taken && take(given, 1, now) == 0) {
        given.giveBack(Limited.READS, 1);
      }
    }
    for (long tokens = 1; tokens <= 5; tokens++) {
      assertEquals(
          untouched.peek(Limited.READS, tokens, now), given.peek(Limited.READS, tokens, now));
    }
  }

  @Example
  void whatIsMoreThanItHoldsNeedsAFullBucketAndLeavesADebt() {
    Allowance allowance = of(10, 20);
    assertEquals(0, take(allowance, 100, START));
    assertEquals(10 * SECOND - 2 * SECOND + SECOND / 10, take(allowance, 1, START));
    assertEquals(0, take(allowance, 1, START + 8 * SECOND + SECOND / 10));
    assertTrue(take(allowance, 100, START + 9 * SECOND) > 0);
  }

  @Example
  void countsEachKindForItself() {
    Allowance allowance = of(1, 1);
    assertEquals(0, take(allowance, 1, START));
    assertEquals(SECOND, take(allowance, 1, START));
    for (int i = 0; i < 1_000; i++) {
      assertEquals(0, allowance.take(Limited.PUBLISHES, 1_000, START)); // has no limit
    }
  }

  @Example
  void grantsNoMoreToManyAtOnce() throws Exception {
    Allowance allowance = of(1, 1_000);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(
            threads.submit(
                () -> {
                  go.await();
                  int taken = 0;
                  for (int n = 0; n < 1_000; n++) {
                    taken += take(allowance, 1, START) == 0 ? 1 : 0;
                  }
                  return taken;
                }));
      }
      go.countDown();
      int taken = 0;
      for (Future<Integer> one : all) {
        taken += one.get(10, TimeUnit.SECONDS);
      }
      assertEquals(1_000, taken);
    } finally {
      threads.shutdownNow();
    }
  }

  @Example
  void holdsSoManySessions() {
    Allowance allowance = of(1, 1);
    assertTrue(allowance.enter());
    assertTrue(allowance.enter());
    assertFalse(allowance.hasRoom());
    assertFalse(allowance.enter());
    allowance.leave();
    assertTrue(allowance.hasRoom());
    assertTrue(allowance.enter());
  }

  @Example
  void isForgottenOnlyWhenNothingIsLost() {
    Allowance allowance = of(1, 2);
    assertEquals(0, take(allowance, 1, START));
    assertFalse(allowance.forget(START + SECOND - 1));
    assertTrue(allowance.enter());
    assertFalse(allowance.forget(START + SECOND));
    allowance.leave();
    assertTrue(allowance.forget(START + SECOND));
    assertTrue(allowance.forgotten());
    assertFalse(allowance.enter());
  }
}
