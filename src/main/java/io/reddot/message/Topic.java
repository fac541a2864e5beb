package io.reddot.message;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The topic of a message: levels separated by {@code /}, in MQTT's grammar (MQTT 5, section 4.7).
 *
 * <p>Two rules are stricter than MQTT's, as MQTT permits: at most {@value #MAX_LENGTH} characters
 * and {@value #MAX_LEVELS} levels, and no control characters, so that a topic can be part of a
 * header, a log line or an SSE field without breaking out of it. Immutable.
 */
public final class Topic {
  public static final int MAX_LENGTH = 1024;
  public static final int MAX_LEVELS = 64;

  /** The inbox topic of all users. */
  public static final String EVERYONE = "everyone";

  /** The beginning of the topics under which nodes tell operators how they are. */
  public static final String OVERVIEW = "$overview";

  /** The beginnings of topics that operators may read, and nobody else, whatever a token grants. */
  public static final List<String> FOR_OPERATORS = List.of(OVERVIEW, "$audit");

  private static final String USER = "user";
  private static final String GROUP = "group";

  private final String name;
  private final List<String> levels;

  /**
   * Parses a topic.
   *
   * @throws Problem (400) if {@code name} is not a topic
   */
  public Topic(String name) {
    checkLevels(name, "topic");
    if (name.indexOf('+') >= 0 || name.indexOf('#') >= 0) {
      throw Problem.badRequest(
          "A message has exactly one topic: '+' and '#' are allowed only in topic filters.");
    }
    this.name = name;
    this.levels = split(name);
  }

  public String name() {
    return name;
  }

  /** Returns the levels from left to right; a level may be empty. */
  public List<String> levels() {
    return levels;
  }

  /**
   * Returns the possible {@linkplain TopicFilter#stem stems} of filters that match this topic: the
   * empty one, and its first levels, up to all of them.
   */
  public List<String> stems() {
    return Stream.concat(
            Stream.of(""),
            IntStream.rangeClosed(1, levels.size())
                .mapToObj(many -> String.join("/", levels.subList(0, many))))
        .distinct()
        .toList();
  }

  /**
   * Whether it is reserved for the server, as all topics that begin with {@code $}: no wildcard at
   * the first level matches them (MQTT-4.7.2-1), and no client publishes to them.
   */
  public boolean reserved() {
    return name.startsWith("$");
  }

  /**
   * Whether the red dot counts its messages: {@code everyone}, {@code user/{id}} and {@code
   * group/{name}} are inboxes, but not the topics below them.
   */
  public boolean inbox() {
    return name.equals(EVERYONE) || user() != null || group() != null;
  }

  /** Returns the user whose own inbox this is; null: none. */
  public @Nullable String user() {
    return below(USER);
  }

  /** Returns the group whose inbox this is; null: none. */
  public @Nullable String group() {
    return below(GROUP);
  }

  private @Nullable String below(String first) {
    return levels.size() == 2 && levels.get(0).equals(first) && !levels.get(1).isEmpty()
        ? levels.get(1)
        : null;
  }

  static List<String> split(String name) {
    return List.of(name.split("/", -1));
  }

  /** Checks the rules that topics and filters share. */
  static void checkLevels(String name, String what) {
    if (name.isEmpty()) {
      throw Problem.badRequest("The " + what + " is empty: name at least one level.");
    }
    if (name.length() > MAX_LENGTH) {
      throw Problem.badRequest(
          "The %s has %,d characters; at most %,d are allowed."
              .formatted(what, name.length(), MAX_LENGTH));
    }
    String flaw = Name.flaw(name);
    if (flaw != null) {
      throw Problem.badRequest("The " + what + " has " + flaw + ".");
    }
    int levels = split(name).size();
    if (levels > MAX_LEVELS) {
      throw Problem.badRequest(
          "The %s has %,d levels; at most %,d are allowed.".formatted(what, levels, MAX_LEVELS));
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Topic that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
