package io.reddot.message;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The set of topics of a subscription or a grant: {@code +} matches one level, {@code #} at the end
 * matches all further levels and the parent level (MQTT 5, section 4.7.1). Immutable.
 */
public final class TopicFilter {
  /** Matches every topic that is not reserved for the server. */
  public static final TopicFilter ALL = new TopicFilter("#");

  private final String pattern;
  private final List<String> levels;
  private final boolean exact;

  /**
   * Parses a filter.
   *
   * @throws Problem (400) if {@code pattern} is not a filter
   */
  public TopicFilter(String pattern) {
    Topic.checkLevels(pattern, "topic filter");
    this.pattern = pattern;
    this.levels = Topic.split(pattern);
    this.exact = pattern.indexOf('+') < 0 && pattern.indexOf('#') < 0;
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      if (level.indexOf('#') >= 0 && (level.length() > 1 || i + 1 < levels.size())) {
        throw Problem.badRequest(
            "'#' must be a whole level at the end of a topic filter, unlike in '%s'."
                .formatted(Problem.excerpt(pattern)));
      }
      if (level.indexOf('+') >= 0 && level.length() > 1) {
        throw Problem.badRequest(
            "'+' must be a whole level of a topic filter, unlike in '%s'."
                .formatted(Problem.excerpt(pattern)));
      }
    }
  }

  public String pattern() {
    return pattern;
  }

  /** Returns the levels from left to right. */
  public List<String> levels() {
    return levels;
  }

  /**
   * Returns the levels before the first wildcard, or all levels: one of the {@linkplain Topic#stems
   * stems} of each topic that it matches.
   */
  public String stem() {
    return levels.stream().takeWhile(level -> !wild(level)).collect(Collectors.joining("/"));
  }

  /** Whether it names exactly one topic. */
  public boolean exact() {
    return exact;
  }

  public boolean matches(Topic topic) {
    if (exact) {
      return pattern.equals(topic.name());
    }
    return covers(levels, topic.levels(), topic.reserved());
  }

  /**
   * Whether this filter matches every topic that {@code other} matches: a grant must cover a
   * subscription.
   */
  public boolean covers(TopicFilter other) {
    return covers(levels, other.levels, other.pattern.startsWith("$"));
  }

  /** Whether a topic may exist that both filters match. */
  public boolean overlaps(TopicFilter other) {
    return exact
        ? other.matchesName(pattern, levels)
        : other.exact ? matchesName(other.pattern, other.levels) : overlap(levels, other.levels);
  }

  private boolean matchesName(String topic, List<String> topicLevels) {
    return exact ? pattern.equals(topic) : covers(levels, topicLevels, topic.startsWith("$"));
  }

  private static boolean overlap(List<String> one, List<String> other) {
    if (reserved(one) != reserved(other) && (wild(one.get(0)) || wild(other.get(0)))) {
      return false;
    }
    int both = Math.min(one.size(), other.size());
    for (int i = 0; i < both; i++) {
      String mine = one.get(i);
      String their = other.get(i);
      if (mine.equals("#") || their.equals("#")) {
        return true;
      }
      if (!wild(mine) && !wild(their) && !mine.equals(their)) {
        return false;
      }
    }
    List<String> longer = one.size() > both ? one : other;
    return longer.size() == both || (longer.size() == both + 1 && longer.get(both).equals("#"));
  }

  private static boolean reserved(List<String> filter) {
    return filter.get(0).startsWith("$");
  }

  private static boolean wild(String level) {
    return level.equals("+") || level.equals("#");
  }

  private static boolean covers(List<String> mine, List<String> theirs, boolean reserved) {
    if (reserved && (mine.get(0).equals("+") || mine.get(0).equals("#"))) {
      return false; // MQTT-4.7.2-1: a leading wildcard does not match reserved topics
    }
    for (int i = 0; i < mine.size(); i++) {
      String level = mine.get(i);
      if (level.equals("#")) {
        return true;
      }
      if (i == theirs.size()) {
        return false;
      }
      String their = theirs.get(i);
      if (their.equals("#") || !(level.equals("+") || level.equals(their))) {
        return false;
      }
    }
    return mine.size() == theirs.size();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TopicFilter that && pattern.equals(that.pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
