package io.reddot.message;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {
  private static final String EMOJI = "\ud83d\ude00";

  @ParameterizedTest
  @ValueSource(
      strings = {"alice", EMOJI, "a" + EMOJI + "b", "\ud842\udfb7", "CORP\\alice", "..", "a;b"})
  void takesLettersOfEveryScript(String name) {
    assertTrue(Name.isLevel(name));
    assertDoesNotThrow(() -> Name.checkLevel("The name", name));
    assertDoesNotThrow(() -> new Topic("user/" + name));
  }

  /** As people count them. */
  @Test
  void countsAnEmojiAsOneCharacter() {
    assertTrue(Name.isLevel(EMOJI.repeat(Name.MAX_LENGTH)));
    assertFalse(Name.isLevel(EMOJI.repeat(Name.MAX_LENGTH + 1)));
    assertEquals(
        "The name has 129 characters; at most 128 are allowed.", refused(EMOJI.repeat(129)));
  }

  @ParameterizedTest
  @CsvSource({
    "a\ud83d, The name has half a character (an unpaired surrogate) at index 1.",
    "\ude00a, The name has half a character (an unpaired surrogate) at index 0.",
    "\ud83d\ud83d\ude00, The name has half a character (an unpaired surrogate) at index 0.",
    "a\u0007b, The name has a control character (U+0007) at index 1.",
    "a\u2028b, The name has a control character (U+2028) at index 1.",
    "'', The name is empty.",
    "a/b, 'The name has a ''/'': it must be one level of a topic, without ''/'', ''+'' and ''#''.'",
    "#, 'The name has a ''#'': it must be one level of a topic, without ''/'', ''+'' and ''#''.'",
  })
  void saysWhatIsWrong(String name, String sentence) {
    assertFalse(Name.isLevel(name));
    assertEquals(sentence, refused(name));
  }

  private static String refused(String name) {
    Problem problem = assertThrows(Problem.class, () -> Name.checkLevel("The name", name));
    assertEquals(400, problem.status());
    return problem.detail();
  }
}
