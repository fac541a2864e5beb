package io.reddot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reddot.message.Problem;
import io.reddot.web.MemoryBudget.Bounds;
import io.reddot.web.MemoryBudget.Share;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget("bodies", new Bounds(100, 120, 150));

  @Test
  void boundsAUserAnAddressAndAll() {
    Share first = budget.of("alice", "a1");
    Share second = budget.of("alice", "a2");
    first.hold(60);
    second.hold(40);
    refuses(429, () -> second.hold(1));
    Share bob = budget.of("bob", "a1");
    refuses(429, () -> bob.hold(61));
    refuses(503, () -> bob.hold(51));
    bob.hold(50);
    assertEquals(150, budget.held());
    second.release();
    first.hold(10);
    refuses(429, () -> bob.hold(1)); // the address is full
    first.release();
    first.release(); // once is enough
    bob.release();
    assertEquals(0, budget.held());
  }

  @Test
  void holdsNothingOfWhatItRefuses() {
    Share share = budget.of("alice", "a1");
    share.hold(90);
    refuses(429, () -> share.hold(20));
    assertEquals(90, budget.held());
    share.hold(10);
    refuses(429, () -> share.holdExactly(101));
    assertEquals(100, budget.held());
  }

  @Test
  void countsMoreOrLessAsAMessageGrowsAndIsTaken() {
    Share share = budget.of("alice", "");
    share.holdExactly(100);
    share.holdExactly(3);
    assertEquals(3, budget.held());
    share.holdExactly(0);
    assertEquals(0, budget.owners());
  }

  @Test
  void countsForAUserOnceThatIsKnown() {
    Share share = budget.of("", "a1");
    share.hold(60);
    share.identify("alice");
    Share other = budget.of("", "a2");
    other.hold(50);
    refuses(429, () -> other.identify("alice"));
    other.holdExactly(40);
    other.identify("alice");
    refuses(429, () -> share.hold(1));
    share.release();
    other.release();
    assertEquals(0, budget.owners());
  }

  @Test
  void zeroIsUnbounded() {
    MemoryBudget unbounded = new MemoryBudget("bodies", new Bounds(0, 0, 0));
    unbounded.of("alice", "a1").hold(Long.MAX_VALUE / 2);
  }

  @Test
  void forgetsUsersAndAddressesOfWhomItHoldsNothing() {
    for (int i = 0; i < 100; i++) {
      Share share = budget.of("user" + i, "address" + i);
      share.hold(100);
      share.release();
    }
    assertEquals(0, budget.owners());
  }

  private static void refuses(int status, org.junit.jupiter.api.function.Executable call) {
    assertEquals(status, assertThrows(Problem.class, call).status());
  }
}
