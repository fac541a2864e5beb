package io.reddot.config;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Normalizes the origins of pages to the form that browsers send. */
public final class Origin {
  /** An ASCII host, without a path, and without a trailing slash. */
  private static final Pattern FORM =
      Pattern.compile("(https?)://([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::(\\d{1,5}))?");

  private Origin() {}

  /**
   * Parses an origin in any case. The result is in lower case and without the default port.
   *
   * @throws IllegalArgumentException if it is not an origin
   */
  static String of(String text) {
    String origin = normal(text.toLowerCase(Locale.ROOT));
    if (origin == null) {
      throw new IllegalArgumentException();
    }
    return origin;
  }

  /** Normalizes an origin in lower case; returns null if it is not an origin. */
  public static @Nullable String normal(String text) {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    String usual = parts.group(1).equals("https") ? "443" : "80";
    String port = parts.group(3);
    String host = parts.group(1) + "://" + parts.group(2);
    return port == null || port.equals(usual) ? host : host + ":" + port;
  }
}
