package io.reddot.session;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An envelope as a transport writes it: text with its UTF-8 bytes, or bytes alone where the format
 * is binary. Thread-safe, as subclasses must be.
 */
public class Encoded {
  private final @Nullable String text;
  private final int size;
  private byte @Nullable [] bytes;

  public Encoded(String text) {
    this.text = text;
    this.size = utf8Length(text);
  }

  /**
   * Creates an envelope whose bytes {@link #encode} makes when they are first needed.
   *
   * @param size the number of those bytes
   */
  protected Encoded(int size) {
    this.text = null;
    this.size = size;
  }

  /**
   * @param bytes must not be changed afterwards
   */
  public Encoded(byte[] bytes) {
    this.text = null;
    this.size = bytes.length;
    this.bytes = bytes;
  }

  /**
   * @throws IllegalStateException if the format is binary
   */
  public final String text() {
    if (text == null) {
      throw new IllegalStateException("a binary format has no text");
    }
    return text;
  }

  /** Returns the bytes on the wire, which are shared and must not be changed. */
  public final byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      known = encode();
      bytes = known; // a benign race: both arrays are equal
    }
    return known;
  }

  /** Makes the bytes on the wire; two threads may call it at the same time. */
  protected byte[] encode() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the number of bytes on the wire. */
  public final int size() {
    return size;
  }

  private static int utf8Length(String text) {
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length++;
        if (c >= 0x800 && !Character.isSurrogate(c)) {
          length++;
        }
      }
    }
    return length;
  }
}
