package io.reddot.config;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** The key of HS256, which never shows itself. Immutable. */
public final class Secret {
  /** RFC 7518, section 3.2: a key of at least the hash's length. */
  static final int MIN_BYTES = 32;

  private static final String BASE64 = "base64:";

  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The key that a text stands for: its own bytes in UTF-8, or those that are written in Base64
   * (either alphabet, with or without padding) after {@code base64:}.
   *
   * @throws IllegalArgumentException if the key is too short, or the Base64 is none
   */
  public static Secret of(String text) {
    byte[] bytes =
        text.startsWith(BASE64)
            ? decoded(text.substring(BASE64.length()).strip())
            : text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < MIN_BYTES) {
      throw new IllegalArgumentException();
    }
    return new Secret(bytes);
  }

  /** A key that nobody has seen; it ends with the server. */
  public static Secret random() {
    byte[] bytes = new byte[MIN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Secret(bytes);
  }

  private static byte[] decoded(String text) {
    boolean forUrls = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
    return (forUrls ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
  }

  /** What a log may say of a text that is no good: how long it is. */
  static String shown(String text) {
    if (text.startsWith(BASE64)) {
      try {
        int length = decoded(text.substring(BASE64.length()).strip()).length;
        return "a Base64 text of " + length + " bytes (not shown)";
      } catch (IllegalArgumentException e) {
        return "not Base64 after \"base64:\" (not shown)";
      }
    }
    return "a text of " + text.getBytes(StandardCharsets.UTF_8).length + " bytes (not shown)";
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    return "Secret";
  }
}
