package io.reddot.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reddot.container.BoundedExecutor;
import io.reddot.message.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CheckingTest {
  private final CountDownLatch issuerAnswers = new CountDownLatch(1);

  private String wait(String user) {
    try {
      issuerAnswers.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return user;
  }

  @Test
  void aBoundedNumberOfChecksWaits() {
    try (Checking checking = new Checking(new BoundedExecutor(2, 3, Thread::new))) {
      List<CompletableFuture<String>> taken = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String user = "user" + i;
        taken.add(checking.check(() -> wait(user)));
      }
      CompletableFuture<String> refused = checking.check(() -> "mallory");
      CompletionException failure = assertThrows(CompletionException.class, refused::join);
      assertEquals(503, ((Problem) Problem.cause(failure)).status());
      issuerAnswers.countDown();
      for (int i = 0; i < 5; i++) {
        assertEquals("user" + i, taken.get(i).join());
      }
    }
  }
}
