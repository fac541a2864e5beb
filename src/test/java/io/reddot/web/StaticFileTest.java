package io.reddot.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.web.StaticFile.Representation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class StaticFileTest {
  private static final AcceptEncoding GZIP = AcceptEncoding.parse("gzip");
  private static final AcceptEncoding NONE = AcceptEncoding.parse("");
  private static final byte[] TEXT = "export const red = 'dot';\n".repeat(50).getBytes(UTF_8);

  private final StaticFile file = new StaticFile("text/javascript", TEXT);

  @Test
  void isTheSameInBothRepresentations() throws IOException {
    Representation identity = file.select(NONE);
    assertNull(identity.encoding());
    assertArrayEquals(TEXT, identity.bytes());

    Representation gzip = file.select(GZIP);
    assertEquals("gzip", gzip.encoding());
    assertTrue(gzip.bytes().length < TEXT.length / 5, gzip.bytes().length + " bytes");
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip.bytes()))) {
      assertArrayEquals(TEXT, in.readAllBytes());
    }
    assertTrue(file.varies());
  }

  @Test
  void hasOneStrongValidatorForEachRepresentation() {
    String identity = file.select(NONE).etag();
    String gzip = file.select(GZIP).etag();
    assertNotEquals(identity, gzip);
    assertFalse(EntityTags.parse('"' + gzip + '"').matches(identity));
    assertEquals(gzip, new StaticFile("text/javascript", TEXT).select(GZIP).etag());
    assertNotEquals(
        gzip, new StaticFile("text/javascript", "x".getBytes(UTF_8)).select(GZIP).etag());
  }

  @Test
  void isCompressedOnce() {
    assertSame(file.select(GZIP).bytes(), file.select(GZIP).bytes());
  }

  @Test
  void isNotCompressedWhereThatMakesItLonger() {
    StaticFile tiny = new StaticFile("text/plain", "dot".getBytes(UTF_8));
    assertNull(tiny.select(GZIP).encoding());
    assertFalse(tiny.varies());
  }
}
