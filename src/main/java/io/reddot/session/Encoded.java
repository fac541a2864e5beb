package io.reddot.session;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An envelope as a transport writes it: text, its UTF-8 bytes, or both. Thread-safe. */
public final class Encoded {
  private final @Nullable String text;
  private final int size;
  private byte @Nullable [] bytes;

  public Encoded(String text) {
    this.text = text;
    this.size = utf8Length(text);
  }

  /**
   * What is more than text, and never asked for it.
   *
   * @param bytes not to be changed any more
   */
  public Encoded(byte[] bytes) {
    this.text = null;
    this.size = bytes.length;
    this.bytes = bytes;
  }

  public String text() {
    return Objects.requireNonNull(text, "it has bytes only");
  }

  /** The text in UTF-8; shared, not to be changed. */
  public byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      known = text().getBytes(StandardCharsets.UTF_8);
      bytes = known; // racy on purpose: either thread's array is right
    }
    return known;
  }

  /** Bytes on the wire. */
  public int size() {
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
