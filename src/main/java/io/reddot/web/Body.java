package io.reddot.web;

import io.reddot.message.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The body of a request, which may be anything and of any length. */
public final class Body {
  private Body() {}

  /**
   * Reads a body whole.
   *
   * @throws Problem (413) if it is larger than {@code maximum}, (400) if it breaks off
   */
  public static byte[] read(InputStream body, int maximum) {
    try {
      byte[] bytes = body.readNBytes(maximum + 1);
      if (bytes.length > maximum) {
        throw tooLarge(maximum);
      }
      return bytes;
    } catch (IOException e) {
      throw brokeOff();
    }
  }

  static Problem tooLarge(int maximum) {
    return Problem.tooLarge(
        "The body is too large: at most %,d bytes are accepted.".formatted(maximum));
  }

  static Problem tooSlow() {
    return new Problem(408, "The body took too long to arrive.");
  }

  static Problem brokeOff() {
    return Problem.badRequest("The body ended before it was complete.");
  }

  /** Decodes UTF-8; returns null if the bytes are malformed. */
  public static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
