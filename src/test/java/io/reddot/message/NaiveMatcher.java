package io.reddot.message;

import java.util.List;

/**
 * MQTT 5, section 4.7, word by word and without a thought for speed: what the real ones are held
 * against.
 */
public final class NaiveMatcher {
  private NaiveMatcher() {}

  public static boolean matches(TopicFilter filter, Topic topic) {
    String first = filter.pattern().substring(0, 1);
    if (topic.name().startsWith("$") && (first.equals("+") || first.equals("#"))) {
      return false;
    }
    return matches(List.of(filter.pattern().split("/", -1)), List.of(topic.name().split("/", -1)));
  }

  private static boolean matches(List<String> filter, List<String> topic) {
    if (filter.isEmpty()) {
      return topic.isEmpty();
    }
    if (filter.get(0).equals("#")) {
      return true;
    }
    if (topic.isEmpty()) {
      return false;
    }
    return (filter.get(0).equals("+") || filter.get(0).equals(topic.get(0)))
        && matches(filter.subList(1, filter.size()), topic.subList(1, topic.size()));
  }
}
