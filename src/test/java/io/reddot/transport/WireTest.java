package io.reddot.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.reddot.container.TextMessages;
import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.JsonText;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.session.Encoded;
import io.reddot.session.Envelope;
import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Goodbye;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WireTest {
  private static Envelope.OfMessage envelope(String text, Encoding encoding) {
    return new Envelope.OfMessage(
        new Message(
            new Cursor("log", 37),
            "the \"id\"",
            new Topic("a/b"),
            "event",
            Instant.parse("2030-01-01T00:00:00.250Z"),
            JsonText.quote(text),
            encoding,
            Instant.parse("2030-01-02T00:00:00Z"),
            false,
            "alice",
            null));
  }

  private static JsonObject parse(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }

  @Test
  void writesAMessageAsTheDesignSays() {
    assertEquals(
        "{\"type\":\"message\",\"cursor\":\"log-11\",\"topic\":\"a/b\",\"id\":\"the \\\"id\\\"\","
            + "\"event\":\"event\",\"at\":\"2030-01-01T00:00:00.250Z\","
            + "\"expiresAt\":\"2030-01-02T00:00:00Z\",\"data\":\"x\"}",
        envelope("x", Encoding.JSON).json());
    assertEquals("base64", parse(envelope("eA==", Encoding.BASE64).json()).getString("encoding"));
  }

  @Test
  void framesAsAWebSocketServerDoes() {
    int envelope = envelope("", Encoding.JSON).in(Wire.FRAME).size();
    assertFrame(new byte[] {(byte) 0x81, 126, 1, 0}, "x".repeat(256 - envelope));
    assertFrame(new byte[] {(byte) 0x81, 126, -1, -1}, "x".repeat((1 << 16) - 1 - envelope));
    assertFrame(
        new byte[] {(byte) 0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}, "x".repeat((1 << 16) - envelope));
    Encoded tiny = new Encoded("ä");
    assertArrayEquals(
        new byte[] {(byte) 0x81, 2, (byte) 0xc3, (byte) 0xa4},
        Wire.FRAME.join(List.of(tiny)).bytes());
    assertArrayEquals(
        new byte[] {(byte) 0x81, 3, 'a', '\n', 'b'},
        Wire.FRAME.join(List.of(new Encoded("a"), new Encoded("b"))).bytes());
  }

  private static void assertMessages(Wire wire, List<String> texts, byte... frames) {
    Encoded joined = wire.join(List.of(new Encoded("a"), new Encoded("ä")));
    TextMessages messages = (TextMessages) joined;
    assertEquals(texts, IntStream.range(0, messages.count()).mapToObj(messages::text).toList());
    assertArrayEquals(frames, messages.frames());
    assertEquals(frames.length, joined.size());
  }

  @Test
  void offersTextsAndFramesOfTheSameMessages() {
    byte a1 = (byte) 0xc3;
    byte a2 = (byte) 0xa4;
    byte text = (byte) 0x81;
    assertMessages(Wire.FRAME, List.of("a\nä"), text, (byte) 4, (byte) 'a', (byte) '\n', a1, a2);
    assertMessages(
        Wire.SINGLE_FRAMES, List.of("a", "ä"), text, (byte) 1, (byte) 'a', text, (byte) 2, a1, a2);
  }

  @Test
  void encodesThePollsOfAllWhoWaitOnce() {
    Envelope first = envelope("ä", Encoding.JSON);
    Envelope second = envelope("x", Encoding.JSON);
    Encoded answer = EnvelopeBatch.of(List.of(first, second)).in(Wire.POLL);
    assertSame(answer, EnvelopeBatch.of(List.of(first, second)).in(Wire.POLL));
    assertEquals(
        List.of(parse(first.json()), parse(second.json())),
        parse(answer.text() + "}").getJsonArray("messages"));
  }

  private static void assertFrame(byte[] head, String text) {
    Encoded json = envelope(text, Encoding.JSON).in(Wire.FRAME);
    byte[] frame = Wire.FRAME.join(List.of(json)).bytes();
    assertArrayEquals(head, Arrays.copyOf(frame, head.length));
    assertArrayEquals(json.bytes(), Arrays.copyOfRange(frame, head.length, frame.length));
  }

  @Test
  void writesTheControlEnvelopes() {
    JsonObject hello = parse(new Envelope.Hello("s", new Cursor("log", 0), false, 20).json());
    assertEquals("hello", hello.getString("type"));
    assertEquals("log-0", hello.getString("cursor"));
    assertFalse(hello.getBoolean("recovered"));
    assertEquals(20, hello.getInt("heartbeat"));
    JsonObject goodbye =
        parse(new Envelope.Farewell(Goodbye.goingDown(Duration.ofMillis(1234))).json());
    assertEquals("goodbye", goodbye.getString("type"));
    assertEquals(1001, goodbye.getInt("code"));
    assertEquals(1234, goodbye.getInt("retryAfter"));
  }

  @Test
  void encodesOnceAFormat() {
    Envelope envelope = envelope("x", Encoding.JSON);
    Encoded once = envelope.in(Wire.JSON);
    assertSame(once, envelope.in(Wire.JSON));
    assertSame(once.bytes(), once.bytes());
    assertSame(envelope.in(Wire.BLOCK), envelope.in(Wire.BLOCK));
  }

  /** Whatever is published: a script element stays closed where we close it. */
  @Property
  void nothingBreaksOutOfAScript(@ForAll String text) {
    Envelope envelope = envelope("</script><!--\u2028\u2029" + text, Encoding.JSON);
    String script = envelope.in(Wire.BLOCK).text();
    assertFalse(script.contains("<"));
    assertFalse(script.chars().anyMatch(c -> c < ' '));
    assertEquals(parse(envelope.json()), parse(script));
  }

  @Property
  void countsTheBytesOnTheWire(@ForAll String text) {
    Encoded encoded = envelope(text, Encoding.JSON).in(Wire.JSON);
    assertEquals(encoded.text().getBytes(StandardCharsets.UTF_8).length, encoded.size());
  }
}
