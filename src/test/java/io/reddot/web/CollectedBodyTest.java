package io.reddot.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollectedBodyTest {
  private final CollectedBody body = new CollectedBody();

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void keepsTheOrderOfWhatIsWrittenAndTaken() throws IOException {
    body.write(bytes("a"));
    body.take(bytes("b"));
    body.write('c');
    body.share(bytes("d"));
    assertEquals(List.of(4, 3), List.of(body.size(), body.own()));
    List<byte[]> parts = body.give();
    assertEquals(1, parts.size());
    assertArrayEquals(bytes("abcd"), parts.get(0));
    assertEquals(0, body.size());
  }

  @Test
  void doesNotCopyWhatIsLarge() throws IOException {
    byte[] large = new byte[100_000];
    body.write(bytes("a"));
    body.share(large);
    assertEquals(List.of(100_001, 1), List.of(body.size(), body.own()));
    assertSame(large, body.give().get(1));
  }

  @Test
  void forgetsWhatWasSaid() throws IOException {
    body.write(bytes("a"));
    body.take(bytes("b"));
    body.clear();
    body.write(bytes("c"));
    assertArrayEquals(bytes("c"), body.give().get(0));
  }
}
