package io.reddot.web;

import io.reddot.message.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Decodes percent-encoded UTF-8 (RFC 3986) strictly. It refuses malformed text, which libraries
 * would silently replace. Stateless.
 */
final class Escapes {
  private Escapes() {}

  /**
   * @param what the name of the text in error messages, such as {@code "query"}
   * @param plus whether {@code +} is a space, as in a query
   * @throws Problem (400) if it is not percent-encoded UTF-8
   */
  static String decode(String what, String text, boolean plus) {
    if (isPlain(text, plus)) {
      return text;
    }
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        boolean whole = i + 2 < text.length();
        int high = whole ? hex(text.charAt(i + 1)) : -1;
        int low = whole ? hex(text.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          throw Problem.badRequest(
              "The "
                  + what
                  + " is not percent-encoded: two hexadecimal digits must follow each '%'.");
        }
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c <= ' ' || c > '~') {
        throw Problem.badRequest(
            "The "
                + what
                + " is not percent-encoded: it contains a character that is not printable ASCII.");
      } else {
        bytes[length++] = (byte) (plus && c == '+' ? ' ' : c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw Problem.badRequest("The " + what + " is not percent-encoded UTF-8.");
    }
  }

  /**
   * Returns the value of an ASCII hexadecimal digit, else -1. Java's own method also accepts digits
   * of other scripts.
   */
  private static int hex(char c) {
    return c > '~' ? -1 : Character.digit(c, 16);
  }

  private static boolean isPlain(String text, boolean plus) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' || c <= ' ' || c > '~' || (plus && c == '+')) {
        return false;
      }
    }
    return true;
  }
}
