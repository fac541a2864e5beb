package io.reddot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  @Test
  void decodesUtf8() {
    Query query = Query.parse("topic=a%2Fb&topic=%F0%9F%98%80&x+y=1+2%2B&empty=&bare&=nameless");
    assertEquals(List.of("a/b", "\ud83d\ude00"), query.all("topic"));
    assertEquals("1 2+", query.first("x y"));
    assertEquals("", query.first("empty"));
    assertEquals("", query.first("bare"));
    assertEquals("nameless", query.first(""));
    assertNull(query.first("none"));
    assertNull(Query.parse(null).first(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topic=%ff",
        "topic=%zz",
        "topic=%",
        "topic=%4",
        "a%ED%A0%80=1",
        "a=%C0%AE",
        "a=%+1",
        "a=%-1",
        "topic=\u00e4",
        "topic=a b",
        "topic=%\uff11\uff11"
      })
  void refusesWhatIsNoPercentEncodedUtf8(String raw) {
    for (Problem problem :
        List.of(
            assertThrows(Problem.class, () -> Query.parse(raw)),
            assertThrows(Problem.class, () -> Query.check(raw)))) {
      assertEquals(400, problem.status());
      assertTrue(problem.detail().startsWith("The query is not "), problem.detail());
    }
  }

  @Test
  void aFlagIsTrueOrFalse() {
    assertFalse(Flag.parse("retain", null));
    assertFalse(Flag.parse("retain", "false"));
    assertTrue(Flag.parse("retain", "true"));
    for (String none : List.of("", "1", "0", "yes", "on", "TRUE", " true")) {
      Problem problem = assertThrows(Problem.class, () -> Flag.parse("retain", none));
      assertEquals(400, problem.status());
      assertEquals("'retain' is neither true nor false.", problem.detail());
    }
  }
}
