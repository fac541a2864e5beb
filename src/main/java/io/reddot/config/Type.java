package io.reddot.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The type of a setting: converts its text to a value. Immutable.
 *
 * @param name the name of the type, for the documents
 * @param allowed the allowed texts, as the end of a sentence
 * @param range the range of a number
 * @param parser refuses other texts with an {@link IllegalArgumentException}
 * @param shown returns what a log may show of a text; nothing of a secret
 */
public record Type<T>(
    String name,
    String allowed,
    Optional<Range> range,
    Function<String, T> parser,
    UnaryOperator<String> shown) {

  static final String SECRET = "secret";

  private static final List<String> YES = List.of("true", "yes", "on", "y", "1");
  private static final List<String> NO = List.of("false", "no", "off", "n", "0");

  /** A range of numbers, inclusive. */
  public record Range(long least, long most) {
    boolean contains(long number) {
      return least <= number && number <= most;
    }

    /** Formats the range for people. */
    String text() {
      return String.format(Locale.ROOT, "%,d to %,d", least, most);
    }
  }

  /** Creates a type whose values may be shown. */
  public static <T> Type<T> of(String name, String allowed, Function<String, T> parser) {
    return new Type<>(name, allowed, Optional.empty(), parser, Type::quoted);
  }

  /** Whether its values are secrets: their white space is kept, and they are never shown. */
  boolean secret() {
    return name.equals(SECRET);
  }

  /** Returns the same type, of which logs show only the result of {@code shown}. */
  Type<T> shownAs(UnaryOperator<String> shown) {
    return new Type<>(name, allowed, range, parser, shown);
  }

  /**
   * @param unit the unit, in the plural
   */
  public static Type<Integer> integer(String unit, int least, int most) {
    return counted("integer", unit, least, most, Math::toIntExact);
  }

  /**
   * @param unit the unit, in the plural
   */
  public static Type<Long> number(String unit, long least, long most) {
    return counted("integer", unit, least, most, number -> number);
  }

  public static Type<Duration> seconds(long least, long most) {
    return counted("duration", "seconds", least, most, Duration::ofSeconds);
  }

  public static Type<Duration> days(long least, long most) {
    return counted("duration", "days", least, most, Duration::ofDays);
  }

  private static <T> Type<T> counted(
      String name, String unit, long least, long most, LongFunction<T> value) {
    Range range = new Range(least, most);
    return new Type<>(
        name + ", " + unit,
        "a whole number of " + unit + " from " + range.text(),
        Optional.of(range),
        text -> {
          long number = Long.parseLong(text);
          if (!range.contains(number)) {
            throw new IllegalArgumentException();
          }
          return value.apply(number);
        },
        Type::quoted);
  }

  /** A list of networks. */
  static Type<List<Network>> networks() {
    return list(
        of("network", "an address like 10.0.0.1 or a network like 10.0.0.0/8", Network::of));
  }

  /** A number, with or without decimals. */
  public static Type<Double> decimal(double least, double most) {
    return of(
        "decimal",
        "a number from " + least + " to " + most,
        text -> {
          double number = Double.parseDouble(text);
          if (!(number >= least && number <= most)) { // nor NaN
            throw new IllegalArgumentException();
          }
          return number;
        });
  }

  /**
   * A setting of earlier versions; every text is refused.
   *
   * @param instead what to do instead, as the end of a sentence
   */
  static Type<String> removed(String instead) {
    return of(
        "removed",
        "absent: " + instead,
        text -> {
          throw new IllegalArgumentException();
        });
  }

  /** Returns the type of a boolean, in the words of MicroProfile Config; it refuses other words. */
  public static Type<Boolean> flag() {
    return of(
        "boolean",
        "true or false",
        text -> {
          String word = text.toLowerCase(Locale.ROOT);
          if (YES.contains(word)) {
            return true;
          }
          if (NO.contains(word)) {
            return false;
          }
          throw new IllegalArgumentException();
        });
  }

  /** Returns the type of any text without control characters. */
  public static Type<String> text() {
    return of(
        "text",
        "a text without control characters",
        text -> allOf(text, c -> c >= ' ' && c != 127));
  }

  private static String allOf(String text, IntPredicate allowed) {
    if (!text.chars().allMatch(allowed)) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  /** Returns the type of a list of one or more values, separated by commas; skips empty parts. */
  public static <T> Type<List<T>> list(Type<T> type) {
    return of(
        "list of " + type.name(),
        "a list, separated by commas, each part " + type.allowed(),
        text -> {
          List<T> all =
              Stream.of(text.split(","))
                  .map(String::strip)
                  .filter(part -> !part.isEmpty())
                  .map(type.parser())
                  .toList();
          if (all.isEmpty()) {
            throw new IllegalArgumentException();
          }
          return all;
        });
  }

  /**
   * Returns the text without control characters, which would break a line of the log, and cut to a
   * bound.
   */
  static String line(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > 200 ? line.substring(0, 200) + "…" : line;
  }

  /** As {@link #line}, in quotes. */
  static String quoted(String text) {
    return "\"" + line(text) + "\"";
  }
}
