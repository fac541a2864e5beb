package io.reddot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {
  @ParameterizedTest
  @CsvSource({
    "a/b, a/b, true",
    "a/b, a/c, false",
    "a/+, a/b, true",
    "a/+, a/b/c, false",
    "a/+, a, false",
    "a/+, a/, true",
    "+, /a, false",
    "+/+, /a, true",
    "a/#, a, true",
    "a/#, a/b/c, true",
    "a/#, ab, false",
    "#, a/b, true",
    "#, $SYS/x, false",
    "+/x, $SYS/x, false",
    "$SYS/#, $SYS/x, true",
  })
  void matchesAsMqttSays(String filter, String topic, boolean matches) {
    assertEquals(matches, new TopicFilter(filter).matches(new Topic(topic)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/#/b", "a#", "#/a", "a+/b", "a/+b", "++"})
  void refusesBadWildcards(String pattern) {
    assertEquals(400, assertThrows(Problem.class, () -> new TopicFilter(pattern)).status());
  }

  @ParameterizedTest
  @CsvSource({
    "#, a/b/#, true",
    "a/#, a, true",
    "a/#, a/+/c, true",
    "a/+, a/#, false",
    "a/+, a/+, true",
    "a/+, +/a, false",
    "a/b, a/+, false",
    "+, #, false",
    "#, $SYS/#, false",
    "user/a/#, user/#, false",
    "user/a/#, #, false",
  })
  void coversOnlyWhatItMatchesWhole(String grant, String wanted, boolean covers) {
    assertEquals(covers, new TopicFilter(grant).covers(new TopicFilter(wanted)));
  }

  /** The law that grants rest on: whoever is covered reaches nothing beyond. */
  @Property
  void whatACoveredFilterMatchesTheCoveringOneMatches(
      @ForAll("filters") TopicFilter grant,
      @ForAll("filters") TopicFilter wanted,
      @ForAll("topics") Topic topic) {
    if (grant.covers(wanted) && wanted.matches(topic)) {
      assertTrue(grant.matches(topic), grant + " covers " + wanted + " but not " + topic);
    }
  }

  /** The law that a search by stems rests on. */
  @Property
  void beginsLikeEachTopicThatItMatches(
      @ForAll("filters") TopicFilter filter, @ForAll("topics") Topic topic) {
    if (filter.matches(topic)) {
      assertTrue(topic.stems().contains(filter.stem()), filter + " has no stem of " + topic);
    }
  }

  @Property
  void matchesLikeTheNaiveMatcher(
      @ForAll("filters") TopicFilter filter, @ForAll("topics") Topic topic) {
    assertEquals(NaiveMatcher.matches(filter, topic), filter.matches(topic));
  }

  @Test
  void knowsWhetherItNamesOneTopic() {
    assertTrue(new TopicFilter("a/b").exact());
    assertFalse(new TopicFilter("a/+").exact());
    assertFalse(new TopicFilter("#").exact());
  }

  @Provide
  Arbitrary<TopicFilter> filters() {
    Arbitrary<List<String>> levels =
        Arbitraries.of("a", "b", "", "+", "$s").list().ofMinSize(1).ofMaxSize(4);
    return levels.flatMap(
        l ->
            Arbitraries.of(true, false).map(rest -> new TopicFilter(join(l) + (rest ? "/#" : ""))));
  }

  @Provide
  Arbitrary<Topic> topics() {
    return Arbitraries.of("a", "b", "", "$s")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(l -> new Topic(join(l)));
  }

  /** One empty level alone would be an empty name. */
  private static String join(List<String> levels) {
    String name = String.join("/", levels);
    return name.isEmpty() ? "a" : name;
  }
}
