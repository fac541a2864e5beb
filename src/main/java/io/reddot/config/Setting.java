package io.reddot.config;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One property that an administrator may set. Immutable; made by {@link Group}, one for each name.
 *
 * @param <T> of its value; an {@link Optional} where there is no default
 */
public final class Setting<T> {
  /** Problems of these are about keys only: the application runs and lets nobody in. */
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

  /** The environment variable that MicroProfile Config reads it from. */
  public String variable() {
    return variable(name);
  }

  static String variable(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  Type<?> type() {
    return type;
  }

  /** The text of its default; empty: there is none. */
  Optional<String> defaultText() {
    return Optional.ofNullable(otherwise);
  }

  /** Its meaning, for the documents. */
  String meaning() {
    return meaning;
  }

  /** Its value where nothing is set. */
  T absent() {
    return absent;
  }

  /** Whether spaces around the text belong to it, as they do to a secret. */
  boolean exact() {
    return type.secret();
  }

  /** Whether a wrong value only concerns keys: then every call is answered 503. */
  boolean aboutKeys() {
    return name.startsWith(KEYS);
  }

  /**
   * The value that a text stands for.
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
