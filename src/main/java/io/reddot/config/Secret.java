package io.reddot.config;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** The key of HS256; {@link #toString} does not reveal it. Immutable. */
public final class Secret {
  /** RFC 7518, section 3.2: a key is at least as long as the hash. */
  static final int MIN_BYTES = 32;

  private static final String BASE64 = "base64:";

  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Parses a key: the bytes of the text in UTF-8, or after {@code base64:} the bytes that the rest
   * encodes (either alphabet, with or without padding).
   *
   * @throws IllegalArgumentException if the key is too short, or the Base64 is invalid
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

  /** Generates a key, which is lost when the server ends. */
  public static Secret random() {
    byte[] bytes = new byte[MIN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Secret(bytes);
  }

  private static byte[] decoded(String text) {
    boolean forUrls = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
    return (forUrls ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
  }

  /** Describes an invalid text for the log: by its length only. */
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
