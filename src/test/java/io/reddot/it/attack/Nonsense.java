package io.reddot.it.attack;

import io.reddot.it.Site;
import java.util.List;
import java.util.Random;

/** Values that are right, nearly right, or nothing of the kind. For one thread. */
final class Nonsense {
  private static final List<String> FILTERS =
      List.of(
          "fuzz/a",
          "fuzz/#",
          "fuzz/+",
          "#",
          "+",
          "",
          "/",
          "//",
          "a/#/b",
          "a+",
          "$SYS/#",
          "$share/g/a",
          "user/mallory",
          "user/+",
          "everyone",
          "group/g",
          "a\u0000b",
          "\r\n",
          "\ud83d\ude00",
          "%",
          "..");
  private static final List<String> CURSORS =
      List.of(
          "earliest",
          "latest",
          "",
          "x",
          "-1",
          "0",
          "log-0",
          "log-zzzzzzzzzzzzz",
          "a-1",
          "\"a-1\"",
          "a-1/5",
          "W/\"a-1/x\"",
          "9".repeat(40));
  private static final List<String> NUMBERS =
      List.of(
          "0", "1", "-1", "", "x", "2147483648", "9".repeat(30), "1e9", "NaN", " 1", "0x1", "%00");

  final Random random;

  Nonsense(Random random) {
    this.random = random;
  }

  boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  @SafeVarargs
  final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  String filter() {
    return once(4) ? text(20) : of(FILTERS);
  }

  String cursor() {
    return once(4) ? text(10) : of(CURSORS);
  }

  String number() {
    return of(NUMBERS);
  }

  /** Any characters, many of them unpleasant. */
  String text(int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(
          switch (random.nextInt(4)) {
            case 0 -> (char) random.nextInt(128);
            case 1 -> (char) random.nextInt(0x3000);
            case 2 -> "\"'<>&/\\{}[]:,;=%+#?\r\n\0".charAt(random.nextInt(22));
            default -> (char) ('a' + random.nextInt(26));
          });
    }
    return text.toString();
  }

  /** As it should stand in an address, or not quite. */
  String encoded(String text) {
    String encoded = Site.encode(text);
    return once(10) && !encoded.isEmpty()
        ? encoded.substring(0, encoded.length() - 1) + "%"
        : encoded;
  }

  /** Some bytes of it changed, cut out, doubled or put in. */
  byte[] broken(byte[] whole) {
    byte[] bytes = whole.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.length + 1);
      int end = Math.min(bytes.length, at + random.nextInt(12));
      byte[] between =
          switch (random.nextInt(4)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {(byte) random.nextInt(256)};
            case 2 -> java.util.Arrays.copyOfRange(bytes, at, end);
            default -> {
              byte[] any = new byte[random.nextInt(20)];
              random.nextBytes(any);
              yield any;
            }
          };
      int behind = once(2) ? at : end;
      byte[] next = new byte[at + between.length + bytes.length - behind];
      System.arraycopy(bytes, 0, next, 0, at);
      System.arraycopy(between, 0, next, at, between.length);
      System.arraycopy(bytes, behind, next, at + between.length, bytes.length - behind);
      bytes = next;
    }
    return bytes;
  }

  /** A message to publish, or what was one. */
  String draft() {
    String draft =
        "{\"topic\":\"%s\",\"data\":%s,\"event\":\"%s\",\"id\":\"%s\",\"retain\":%s,\"expiresAt\":\"%s\"}"
            .formatted(
                of("fuzz/a", "", "#", "$x"),
                of("1", "{\"a\":[1,2,{\"b\":null}]}", "\"text\"", "1e99999", "[[[[]]]]"),
                of("e", "", "\\u0000", "\\ud800"),
                of("", "x".repeat(200), "i" + random.nextInt()),
                of("true", "false", "1", "null"),
                of("2030-01-01T00:00:00Z", "soon", "", "-1"));
    if (once(3)) {
      draft = "[" + draft + "," + draft + "]";
    }
    return once(2)
        ? draft
        : new String(
            broken(draft.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            java.nio.charset.StandardCharsets.UTF_8);
  }
}
