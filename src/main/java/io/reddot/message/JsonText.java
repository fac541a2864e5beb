package io.reddot.message;

/**
 * Writes JSON strings (RFC 8259, section 7).
 *
 * <p>The hot path of fan-out assembles envelopes from text that is already JSON, and only needs a
 * function that quotes strings. The output has no raw control character below U+0020 and thus no
 * line break: text frames with one envelope a line, and SSE data lines, rely on that. Stateless.
 */
public final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonText() {}

  /** Appends {@code text} as a JSON string, with its quotes. */
  public static void quote(String text, StringBuilder to) {
    to.append('"');
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && !lonelySurrogate(text, i)) {
        continue;
      }
      to.append(text, copied, i);
      copied = i + 1;
      escape(c, to);
    }
    to.append(text, copied, text.length()).append('"');
  }

  /** Returns {@code text} as a JSON string, with its quotes. */
  public static String quote(String text) {
    StringBuilder to = new StringBuilder(text.length() + 2);
    quote(text, to);
    return to.toString();
  }

  private static void escape(char c, StringBuilder to) {
    switch (c) {
      case '"' -> to.append("\\\"");
      case '\\' -> to.append("\\\\");
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      default ->
          to.append("\\u")
              .append(HEX[c >> 12])
              .append(HEX[c >> 8 & 15])
              .append(HEX[c >> 4 & 15])
              .append(HEX[c & 15]);
    }
  }

  /** An unpaired surrogate would become a '?' in UTF-8; escaped, it survives. */
  private static boolean lonelySurrogate(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }
}
