package io.reddot.transport.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Cursor;
import io.reddot.web.EntityTags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code If-None-Match} on polls, after RFC 9110, section 13.1.2. */
class PollTagTest {
  private static PollTag parse(String header) {
    return PollTag.parse(EntityTags.parse(header));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"log-5\" | log-5 |",
        "log-5 | log-5 |",
        "W/\"log-5\" | log-5 |",
        "\"log-5/3\" | log-5 | 3",
        "\"log-5/3/1\" | log-5 | 3/1",
        "\"log-5/3/1-gzip\" | log-5 | 3/1",
        "\"log-5-gzip\" | log-5 |",
        "\"log-5/3-gzip\" | log-5 | 3",
        "\"log-5;gzip\" | log-5 |",
        "\"log-5--gzip\" | log-5 |",
        "W/\"log-5/3;gzip\" | log-5 | 3",
        "\"log-5-br\" | log-5 |",
        "\"log-gzip\" | log-gzip |", // a position, as it happens
        "\"others\", \"log-5\" | log-5 |",
        "\"a,b\" ,W/\"log-5\" | log-5 |",
        "\"log-5\", \"log-7\", \"log-6\" | log-7 |",
        "\"log-5\",\"log-5/3\" | log-5 | 3",
        ", , \"log-5\" , | log-5 |",
      })
  void knowsItsOwnTagHoweverItComes(String header, String cursor, String unread) {
    PollTag tag = parse(header);
    assertEquals(Cursor.parse(cursor), tag.cursor());
    assertEquals(unread, tag.unread() == null ? null : tag.unread().toString());
    assertFalse(tag.unknown());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"33a64df5\"",
        "W/\"x\"",
        "nonsense",
        "\"log-5/x\"",
        "\"log-5/-1\"",
        "\"log-5/3/\"",
        "\"log-5/3/x\"",
        "\"log-5-"
      })
  void aTagOfOthersDoesNotMatchAndIsNoError(String header) {
    PollTag tag = parse(header);
    assertNull(tag.cursor());
    assertTrue(tag.unknown());
    assertFalse(tag.any());
  }

  @Test
  void knowsTheStar() {
    assertTrue(parse(" * ").any());
    assertFalse(parse("*").unknown());
    assertFalse(parse("").any());
    assertFalse(parse("").unknown());
  }
}
