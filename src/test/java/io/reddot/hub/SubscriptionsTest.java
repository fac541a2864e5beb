package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.NaiveMatcher;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SubscriptionsTest {
  @Property
  void matchesLikeTheNaiveMatcherAndForgetsWithoutATrace(
      @ForAll("manyFilters") List<TopicFilter> filters, @ForAll("topics") Topic topic) {
    Subscriptions<Integer> tree = new Subscriptions<>();
    Set<Integer> expected = new HashSet<>();
    for (int i = 0; i < filters.size(); i++) {
      tree.add(filters.get(i), i);
      if (NaiveMatcher.matches(filters.get(i), topic)) {
        expected.add(i);
      }
    }
    Set<Integer> matched = new HashSet<>();
    tree.match(topic, matched::add);
    assertEquals(expected, matched);

    for (int i = 0; i < filters.size(); i += 2) {
      tree.remove(filters.get(i), i);
      expected.remove(i);
    }
    matched.clear();
    tree.match(topic, matched::add);
    assertEquals(expected, matched);

    for (int i = 0; i < filters.size(); i++) {
      tree.remove(filters.get(i), i);
    }
    assertTrue(tree.isEmpty());
  }

  @Provide
  Arbitrary<List<TopicFilter>> manyFilters() {
    Arbitrary<TopicFilter> filter =
        Arbitraries.of("a", "b", "+", "", "$s")
            .list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .flatMap(
                levels ->
                    Arbitraries.of("", "/#").map(rest -> new TopicFilter(name(levels) + rest)));
    return filter.list().ofMaxSize(30);
  }

  @Provide
  Arbitrary<Topic> topics() {
    return Arbitraries.of("a", "b", "", "$s")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(levels -> new Topic(name(levels)));
  }

  private static String name(List<String> levels) {
    String name = String.join("/", levels);
    return name.isEmpty() ? "a" : name;
  }
}
