package io.reddot.transport.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reddot.message.Problem;
import io.reddot.web.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BegunTextTest {
  private final MemoryBudget budget =
      new MemoryBudget("messages", new MemoryBudget.Bounds(15, 0, 0));
  private final List<Problem> late = new ArrayList<>();

  private BegunText begin() {
    return new BegunText(budget.of("alice", ""), 10, 1_000, late::add);
  }

  @Test
  void countsWhatHasComeUntilItIsComplete() {
    BegunText text = begin();
    text.add("h\u00e9");
    text.add("\ud83d\ude00");
    assertEquals(7, budget.held());
    assertEquals("h\u00e9\ud83d\ude00", text.complete());
    assertEquals(0, budget.held());
    text.tick(2_000);
    assertEquals(List.of(), late);
  }

  @Test
  void isBoundedInBytes() {
    BegunText text = begin();
    text.add("123456789");
    assertEquals(413, assertThrows(Problem.class, () -> text.add("\u00e9")).status());
    text.end();
    assertEquals(0, budget.held());
  }

  @Test
  void allOfAUserAreBounded() {
    BegunText first = begin();
    first.add("1234567890");
    BegunText second = begin();
    assertEquals(429, assertThrows(Problem.class, () -> second.add("123456")).status());
    first.end();
    second.add("123456");
    assertEquals("123456", second.complete());
  }

  @Test
  void isGivenUpAtItsDeadline() {
    BegunText text = begin();
    text.add("12");
    text.tick(999);
    assertEquals(2, budget.held());
    text.tick(1_000);
    text.tick(1_001);
    assertEquals(0, budget.held());
    assertEquals(List.of(408), late.stream().map(Problem::status).toList());
    text.add("what comes after the end is nobody's");
    assertEquals(0, budget.held());
  }
}
