package io.reddot.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reddot.http.BodyMemory.Share;
import io.reddot.message.Problem;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
  private final BodyMemory memory = new BodyMemory(100, 150);

  @Test
  void holdsSoMuchForAUserAndSoMuchForAll() {
    Share first = memory.of("alice");
    Share second = memory.of("alice");
    first.hold(60);
    second.hold(40);
    assertEquals(429, assertThrows(Problem.class, () -> second.hold(1)).status());
    Share bob = memory.of("bob");
    assertEquals(503, assertThrows(Problem.class, () -> bob.hold(60)).status());
    second.release();
    bob.release();
    bob.hold(60);
    first.hold(30);
    first.release();
    first.release(); // once is enough
    bob.release();
    assertEquals(0, memory.held());
  }

  @Test
  void forgetsUsersOfWhomItHoldsNothing() {
    for (int i = 0; i < 100; i++) {
      Share share = memory.of("user" + i);
      share.hold(100);
      share.release();
    }
    assertEquals(0, memory.users());
  }
}
