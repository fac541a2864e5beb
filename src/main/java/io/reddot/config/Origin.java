package io.reddot.config;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Origins of pages, as browsers write them. */
public final class Origin {
  /** A host in ASCII, no path, not even a slash. */
  private static final Pattern FORM =
      Pattern.compile("(https?)://([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::(\\d{1,5}))?");

  private Origin() {}

  /**
   * As a browser writes it: in small letters, without the scheme's own port.
   *
   * @throws IllegalArgumentException if it is no origin
   */
  static String of(String text) {
    String origin = normal(text.toLowerCase(Locale.ROOT));
    if (origin == null) {
      throw new IllegalArgumentException();
    }
    return origin;
  }

  /** An origin in small letters as a browser writes it; null: it is no origin. */
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
