package io.reddot.message;

/** Measures texts in UTF-8. Stateless. */
public final class Utf8 {
  private Utf8() {}

  /** Returns the number of bytes that a text takes in UTF-8. */
  public static long length(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
