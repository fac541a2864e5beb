package io.reddot.access.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Problem;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NarrowGateTest {
  private static final String NEAR = "192.0.2.1";

  private final NarrowGate gate = new NarrowGate(1, 3, 2);

  @Test
  void letsOnePassAndOneOfItsAddressWaitAndRefusesTheRest() throws Exception {
    CountDownLatch passing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Future<Integer> first =
          threads.submit(
              () ->
                  gate.from(NEAR)
                      .pass(
                          () -> {
                            passing.countDown();
                            await(go);
                            return 1;
                          }));
      await(passing);
      Future<Integer> second = threads.submit(() -> gate.from(NEAR).pass(() -> 2));
      Problem refused = null;
      while (refused == null) { // until the second waits
        refused = refusal();
      }
      assertEquals(503, refused.status());
      assertNotNull(refused.retryAfter());
      assertFalse(gate.isFull("192.0.2.2"), "a flood from one address leaves room for the others");
      Future<Integer> other = threads.submit(() -> gate.from("192.0.2.2").pass(() -> 4));
      go.countDown();
      assertEquals(4, other.get(30, TimeUnit.SECONDS));
      assertEquals(1, first.get(30, TimeUnit.SECONDS));
      assertEquals(2, second.get(30, TimeUnit.SECONDS));
      assertEquals(3, gate.from(NEAR).pass(() -> 3));
    } finally {
      threads.shutdownNow();
    }
  }

  /** One that would wait for ever must not be let in to find out. */
  private Problem refusal() {
    return gate.isFull(NEAR)
        ? assertThrows(Problem.class, () -> gate.from(NEAR).pass(() -> 0))
        : null;
  }

  @Test
  void isLeftByWhatFailsToo() {
    for (int i = 0; i < 5; i++) {
      assertThrows(
          IllegalStateException.class,
          () ->
              gate.from(NEAR)
                  .pass(
                      () -> {
                        throw new IllegalStateException();
                      }));
    }
    assertTrue(!gate.isFull(NEAR));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
