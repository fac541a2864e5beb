package io.reddot.message;

import org.jspecify.annotations.Nullable;

/**
 * The rules for names that callers choose: users, groups, ids, events, and the levels of topics. A
 * name can be part of a header, a log line or an SSE field without breaking out of it. Letters of
 * every script are allowed, and emoji too. Stateless.
 */
public final class Name {
  /** In Unicode code points. */
  public static final int MAX_LENGTH = 128;

  private Name() {}

  /**
   * Describes the first character of a text that no text of a caller may contain, as the end of a
   * sentence; null if there is none.
   */
  public static @Nullable String flaw(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        return "a control character (U+%04X) at index %d".formatted((int) c, i);
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return "half a character (an unpaired surrogate) at index " + i;
        }
        i++;
      }
    }
    return null;
  }

  /**
   * Checks a name.
   *
   * @param what the subject of the error message: {@code "The user's name"}
   * @throws Problem (400) if it is empty, longer than {@code most} or has a {@link #flaw}
   */
  public static void check(String what, String name, int most) {
    if (name.isEmpty()) {
      throw Problem.badRequest(what + " is empty.");
    }
    int length = name.codePointCount(0, name.length());
    if (length > most) {
      throw Problem.badRequest(
          "%s has %,d characters; at most %,d are allowed.".formatted(what, length, most));
    }
    String flaw = flaw(name);
    if (flaw != null) {
      throw Problem.badRequest(what + " has " + flaw + ".");
    }
  }

  /**
   * Checks a name that becomes one level of a topic: a wildcard there would give access to every
   * inbox.
   *
   * @throws Problem (400) if it is not a valid level
   */
  public static void checkLevel(String what, String name) {
    check(what, name, MAX_LENGTH);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '/' || c == '+' || c == '#') {
        throw Problem.badRequest(
            "%s has a '%c': it must be one level of a topic, without '/', '+' and '#'."
                .formatted(what, c));
      }
    }
  }

  /** Whether {@link #checkLevel} accepts the name. */
  public static boolean isLevel(String name) {
    return !name.isEmpty()
        && name.codePointCount(0, name.length()) <= MAX_LENGTH
        && name.indexOf('/') < 0
        && name.indexOf('+') < 0
        && name.indexOf('#') < 0
        && flaw(name) == null;
  }
}
