package io.reddot.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
  private final NarrowGate gate = new NarrowGate(1, 1);

  @Test
  void letsOnePassAndOneWaitAndRefusesTheRest() throws Exception {
    CountDownLatch passing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Integer> first =
          threads.submit(
              () ->
                  gate.pass(
                      () -> {
                        passing.countDown();
                        await(go);
                        return 1;
                      }));
      await(passing);
      Future<Integer> second = threads.submit(() -> gate.pass(() -> 2));
      Problem refused = null;
      while (refused == null) { // until the second waits
        refused = refusal();
      }
      assertEquals(503, refused.status());
      assertNotNull(refused.retryAfter());
      go.countDown();
      assertEquals(1, first.get(30, TimeUnit.SECONDS));
      assertEquals(2, second.get(30, TimeUnit.SECONDS));
      assertEquals(3, gate.pass(() -> 3));
    } finally {
      threads.shutdownNow();
    }
  }

  /** One that would wait for ever must not be let in to find out. */
  private Problem refusal() {
    return gate.isFull() ? assertThrows(Problem.class, () -> gate.pass(() -> 0)) : null;
  }

  @Test
  void isLeftByWhatFailsToo() {
    for (int i = 0; i < 5; i++) {
      assertThrows(
          IllegalStateException.class,
          () ->
              gate.pass(
                  () -> {
                    throw new IllegalStateException();
                  }));
    }
    assertTrue(!gate.isFull());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
