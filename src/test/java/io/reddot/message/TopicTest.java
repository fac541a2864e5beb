package io.reddot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {
  @Test
  void splitsIntoLevelsOfWhichSomeMayBeEmpty() {
    assertEquals(List.of("a", "", "b", ""), new Topic("a//b/").levels());
    assertEquals(List.of("", ""), new Topic("/").levels());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a/+", "#", "a#", "x\u0000y", "a\nb", "a\rb", "\u2028", "\ud800", "\udc00x"})
  void refusesWhatIsNoTopicWithASentence(String name) {
    Problem problem = assertThrows(Problem.class, () -> new Topic(name));
    assertEquals(400, problem.status());
    assertTrue(problem.detail().endsWith("."), problem.detail());
  }

  @Test
  void refusesWhatIsTooLongOrTooDeepWithoutRepeatingIt() {
    Problem tooLong = assertThrows(Problem.class, () -> new Topic("x".repeat(65_536)));
    assertEquals("The topic has 65,536 characters; at most 1,024 are allowed.", tooLong.detail());
    Problem tooDeep = assertThrows(Problem.class, () -> new Topic("/".repeat(64)));
    assertEquals("The topic has 65 levels; at most 64 are allowed.", tooDeep.detail());
  }

  @Test
  void takesAnyOtherCharacter() {
    assertEquals("红点/\ud83d\udd34 ü", new Topic("红点/\ud83d\udd34 ü").name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"everyone", "user/alice", "user/ü x", "group/staff", "group/$x"})
  void countsInboxTopics(String name) {
    assertTrue(new Topic(name).inbox());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Everyone",
        "everyone/x",
        "user",
        "user/",
        "user/alice/x",
        "user/alice/",
        "/user/alice",
        "users/alice",
        "group/",
        "$inbox/alice",
        "$user/alice"
      })
  void countsNoOther(String name) {
    assertFalse(new Topic(name).inbox());
  }
}
