package io.reddot.message;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a message goes: levels split by {@code /}, after MQTT's grammar (MQTT 5, section 4.7).
 *
 * <p>Stricter than MQTT in two ways, both allowed by it: at most {@value #MAX_LENGTH} characters
 * and {@value #MAX_LEVELS} levels, and no control characters, so that a topic can stand in a
 * header, a log line or an SSE field without being able to break out of it.
 */
public final class Topic {
  public static final int MAX_LENGTH = 1024;
  public static final int MAX_LEVELS = 64;

  /** The inbox that everybody has. */
  public static final String EVERYONE = "everyone";

  private static final String USER = "user";
  private static final String GROUP = "group";

  private final String name;
  private final List<String> levels;

  /**
   * @throws Problem (400) if {@code name} is no topic
   */
  public Topic(String name) {
    checkLevels(name, "topic");
    if (name.indexOf('+') >= 0 || name.indexOf('#') >= 0) {
      throw Problem.badRequest(
          "A message goes to one topic: '+' and '#' are for subscriptions, not for publishing.");
    }
    this.name = name;
    this.levels = split(name);
  }

  public String name() {
    return name;
  }

  /** The levels from left to right; an empty level is a level. */
  public List<String> levels() {
    return levels;
  }

  /**
   * What the filters that match it can have for a {@linkplain TopicFilter#stem stem}: nothing, and
   * its first levels, up to all of them.
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
   * Topics that begin with {@code $} belong to the server: no wildcard at the first level reaches
   * them (MQTT-4.7.2-1) and no client publishes to them.
   */
  public boolean reserved() {
    return name.startsWith("$");
  }

  /**
   * Whether its messages are counted by the red dot: {@code everyone}, {@code user/{id}} and {@code
   * group/{name}}, nothing below them.
   */
  public boolean inbox() {
    return name.equals(EVERYONE) || user() != null || group() != null;
  }

  /** Whose own inbox it is; null if nobody's. */
  public @Nullable String user() {
    return below(USER);
  }

  /** Which group's inbox it is; null if none's. */
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

  /** What topics and filters have in common. */
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
