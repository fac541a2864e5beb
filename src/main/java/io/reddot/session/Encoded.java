package io.reddot.session;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An envelope as a transport writes it: text with its UTF-8 bytes, or bytes alone where the format
 * is binary. Thread-safe, and so are its subclasses, which know more of what they encode.
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
   * For forms whose bytes are made by {@link #encode} when they are first needed.
   *
   * @param size of those bytes
   */
  protected Encoded(int size) {
    this.text = null;
    this.size = size;
  }

  /**
   * @param bytes not to be changed any more
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
      throw new IllegalStateException("this format has no text");
    }
    return text;
  }

  /** What goes over the wire; shared, not to be changed. */
  public final byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      known = encode();
      bytes = known; // racy on purpose: either thread's array is right
    }
    return known;
  }

  /** Makes what goes over the wire; two threads may do so at the same time. */
  protected byte[] encode() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  /** Bytes on the wire. */
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
