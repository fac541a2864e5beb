package io.reddot.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  private static final byte[] BYTES = new byte[33];

  static {
    for (int i = 0; i < BYTES.length; i++) {
      BYTES[i] = (byte) (0xE0 + 7 * i); // not UTF-8
    }
  }

  @Test
  void isTheBytesOfItsText() {
    String text = "Schlüssel, der lang genug ist: 32 Bytes";
    assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), Secret.of(text).bytes());
  }

  @Test
  void countsBytesNotCharacters() {
    assertArrayEquals(
        "üüüüüüüüüüüüüüüü".getBytes(StandardCharsets.UTF_8), Secret.of("ü".repeat(16)).bytes());
    assertThrows(IllegalArgumentException.class, () -> Secret.of("ü".repeat(15) + "x"));
  }

  @Test
  void takesBase64InEveryForm() {
    for (Base64.Encoder encoder :
        new Base64.Encoder[] {
          Base64.getEncoder(),
          Base64.getEncoder().withoutPadding(),
          Base64.getUrlEncoder(),
          Base64.getUrlEncoder().withoutPadding()
        }) {
      String text = encoder.encodeToString(BYTES);
      assertArrayEquals(BYTES, Secret.of("base64:" + text).bytes(), text);
      assertArrayEquals(BYTES, Secret.of("base64:" + text + "\n").bytes(), text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base64:",
        "base64:!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
        "base64:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZQ==", // 31 bytes
        "0123456789abcdef0123456789abcde"
      })
  void refusesWhatCanBeGuessedOrIsNoBase64AndNeverShowsIt(String text) {
    assertThrows(IllegalArgumentException.class, () -> Secret.of(text));
    assertFalse(text.length() > 7 && Secret.shown(text).contains(text.substring(7)));
  }
}
