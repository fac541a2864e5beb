package io.reddot.config;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One property that an administrator may set. Immutable; made by {@link Group}, one for each name.
 *
 * @param <T> the type of its value; an {@link Optional} where there is no default
 */
public final class Setting<T> {
  /**
   * The prefix of settings whose faults do not stop the application: it runs and rejects all
   * callers.
   */
  private static final String KEYS = "reddot.jwt.";

  private final String name;
  private final Type<?> type;
  private final @Nullable String otherwise;
  private final String meaning;
  private final Function<String, T> parser;
  private final T absent;

  Setting(
      String name,
      Type<?> type,
      @Nullable String otherwise,
      String meaning,
      Function<String, T> parser,
      T absent) {
    this.name = name;
    this.type = type;
    this.otherwise = otherwise;
    this.meaning = meaning;
    this.parser = parser;
    this.absent = absent;
  }

  public String name() {
    return name;
  }

  /** Returns the environment variable that MicroProfile Config reads it from. */
  public String variable() {
    return variable(name);
  }

  static String variable(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  Type<?> type() {
    return type;
  }

  /** Returns the text of its default; empty if there is none. */
  Optional<String> defaultText() {
    return Optional.ofNullable(otherwise);
  }

  /** Returns its meaning, for the documents. */
  String meaning() {
    return meaning;
  }

  /** Returns the value that it has if it is not set. */
  T absent() {
    return absent;
  }

  /** Whether white space around the text is part of the value, as in a secret. */
  boolean exact() {
    return type.secret();
  }

  /** Whether an invalid value concerns only keys. Then every call is answered with 503. */
  boolean aboutKeys() {
    return name.startsWith(KEYS);
  }

  /**
   * Parses a text.
   *
   * @throws IllegalArgumentException if the text is not allowed
   */
  T parse(String text) {
    return parser.apply(text);
  }

  @Override
  public String toString() {
    return name;
  }
}
