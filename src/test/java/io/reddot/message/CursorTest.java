package io.reddot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
  private static final String LONG = "abcdefghijklmnopqrstuvwxyz090909";

  @Property
  void comesBackFromTheWireAsItWas(@ForAll @LongRange(min = 0) long position) {
    Cursor cursor = new Cursor("k3v9x2ab", position);
    assertEquals(cursor, Cursor.parse(cursor.toString()));
    assertTrue(cursor.toString().matches("[a-z0-9-]+"), "URL-safe");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "a-",
        "-1",
        "a-b-c",
        "A-1",
        "a-1\n",
        "a--1",
        "a-zzzzzzzzzzzzz",
        "a-%31",
        "a-+1",
        "a-Z",
        LONG + "x-1",
        "a-00000000000001"
      })
  void refusesWhatItNeverWrote(String text) {
    assertEquals(400, assertThrows(Problem.class, () -> Cursor.parse(text)).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a-b", "a/b", "a:b", "a`", "a{", "ä", "a\n", LONG + "x"})
  void refusesALogsNameThatItCouldNotReadAgain(String log) {
    assertThrows(IllegalArgumentException.class, () -> new Cursor(log, 1));
    assertThrows(IllegalArgumentException.class, () -> new Cursor(LONG, -1));
    assertEquals(new Cursor(LONG, 1), Cursor.parse(LONG + "-1"));
  }

  @Test
  void startsWhereAfterSays() {
    assertEquals(StartAfter.EARLIEST, StartAfter.parse("earliest"));
    assertEquals(StartAfter.LATEST, StartAfter.parse("latest"));
    assertEquals(new Cursor("a", 36), StartAfter.parse("a-10").cursor());
    assertThrows(Problem.class, () -> StartAfter.parse("Latest"));
  }
}
