package io.reddot.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.RawHttp;
import io.reddot.fixture.attack.WebSocketAttacker;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 6455 has a server refuse, at both WebSockets. */
@ResourceLock(Attack.SERVER)
class WebSocketHandshakeIT {
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
  private static final String UPGRADE = "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n";
  private static final int BODY_BYTES = 4 << 20;

  @RegisterExtension final Attack attack = new Attack();

  private Answer handshake(String path, String headers) throws IOException {
    try (RawHttp connection = new RawHttp(attack.site())) {
      String protocol = path.equals("mqtt") ? "Sec-WebSocket-Protocol: mqtt\r\n" : "";
      connection.say(
          RawHttp.request(
              attack.site(),
              "GET",
              "api/" + path,
              RawHttp.bearer(attack.mallory()) + protocol + headers));
      return connection.answer();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "mqtt"})
  void aHandshakeWithoutAKeyThatIsOneIsRefused(String path) throws Exception {
    assertEquals(101, handshake(path, UPGRADE + VERSION + KEY).status());
    handshake(path, UPGRADE + VERSION).assertProblem(400);
    for (String key :
        new String[] {
          "",
          "dGhl",
          "x".repeat(24),
          "dGhlIHNhbXBsZSBub25jZQ",
          "dGhlIHNhbXBsZSBub25jZR==",
          "dGhlIHNhbXBsZSBub25jZSBvZiBtb3Jl"
        }) {
      handshake(path, UPGRADE + VERSION + "Sec-WebSocket-Key: " + key + "\r\n").assertProblem(400);
    }
    handshake(path, UPGRADE + VERSION + KEY + KEY).assertProblem(400);
  }

  @ParameterizedTest
  @CsvSource({"websocket,8", "websocket,14", "websocket,", "mqtt,12", "mqtt,"})
  void aVersionThatIsNotSpokenIsToldTheOneThatIs(String path, String version) throws Exception {
    String asked = version == null ? "" : "Sec-WebSocket-Version: " + version + "\r\n";
    Answer answer = handshake(path, UPGRADE + KEY + asked).assertProblem(426);
    assertEquals("13", answer.header("Sec-WebSocket-Version"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "mqtt"})
  void aHandshakeAsksForAnUpgrade(String path) throws Exception {
    handshake(path, VERSION + KEY).assertProblem(400);
    handshake(path, "Upgrade: websocket\r\n" + VERSION + KEY).assertProblem(400);
  }

  private WebSocketAttacker connect(String path) throws IOException {
    return path.equals("mqtt")
        ? new WebSocketAttacker(attack.site(), "api/mqtt", "Sec-WebSocket-Protocol: mqtt\r\n")
        : new WebSocketAttacker(attack.mallory(), "everyone");
  }

  /**
   * Section 5.1: a server fails the connection of a client that does not mask. Undertow 2.3.23
   * answers such pings by itself.
   */
  @ParameterizedTest
  @CsvSource({"websocket,0x81", "websocket,0x89", "mqtt,0x82", "mqtt,0x89"})
  void aFrameWithoutAMaskEndsTheConnection(String path, String first) throws Exception {
    boolean ping = first.equals("0x89");
    assumeFalse(ping && System.getProperty("reddot.server").equals("wildfly"));
    try (WebSocketAttacker client = connect(path)) {
      byte[] said = "{\"type\":\"ping\"}".getBytes(UTF_8);
      client.send(WebSocketAttacker.frame(Integer.decode(first), said, false));
      int code = client.closed();
      assertTrue(code == 1002 || code == 1006, () -> "closed with " + code);
      assertEquals("", client.last(), "and it is not answered");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x82, 0x02})
  void binaryIsNotSpokenOnTheWebSocket(int first) throws Exception {
    try (WebSocketAttacker client = connect("websocket")) {
      client.send(WebSocketAttacker.frame(first, new byte[100], true));
      assertEquals(1003, client.closed());
      assertTrue(
          client.last().contains("\"code\":1003,\"reason\":\"Send JSON in text frames"),
          client.last());
    }
  }

  /** In one frame or in many. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void aTextThatIsTooLargeIsToldSo(int frames) throws Exception {
    byte[] text = new byte[(5 << 20) / frames];
    Arrays.fill(text, (byte) ' ');
    try (WebSocketAttacker client = connect("websocket")) {
      for (int i = 0; i < frames; i++) {
        int last = i == frames - 1 ? WebSocketAttacker.FIN : 0;
        int opcode = i == 0 ? WebSocketAttacker.TEXT : 0;
        client.send(WebSocketAttacker.frame(last | opcode, text, true));
      }
      assertEquals(1009, client.closed());
      assertTrue(client.last().contains("too large: at most 4,194,304 bytes"), client.last());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void aTextThatIsAsLargeAsMayBeIsTaken(int frames) throws Exception {
    byte[] text = new byte[BODY_BYTES];
    Arrays.fill(text, (byte) ' ');
    byte[] said = "{\"type\":\"ping\"}".getBytes(UTF_8);
    System.arraycopy(said, 0, text, 1_000_000, said.length);
    try (WebSocketAttacker client = connect("websocket")) {
      int each = text.length / frames + 1;
      for (int at = 0; at < text.length; at += each) {
        byte[] part = Arrays.copyOfRange(text, at, Math.min(at + each, text.length));
        int last = at + each >= text.length ? WebSocketAttacker.FIN : 0;
        client.send(WebSocketAttacker.frame(last | (at == 0 ? 1 : 0), part, true));
      }
      assertEquals("{\"type\":\"pong\"}", client.next());
    }
  }

  /** However the bytes come, in whatever frames. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void charactersMayBeCutAnywhere(boolean inFrames) throws Exception {
    byte[] text = "{\"type\":\"ping\",\"ref\":\"\u00e9\u20ac\ud83d\ude00\"}".getBytes(UTF_8);
    try (WebSocketAttacker client = connect("websocket")) {
      if (inFrames) {
        for (int i = 0; i < text.length; i++) {
          int last = i == text.length - 1 ? WebSocketAttacker.FIN : 0;
          byte[] part = {text[i]};
          client.send(WebSocketAttacker.frame(last | (i == 0 ? 1 : 0), part, true));
        }
      } else {
        for (byte each : WebSocketAttacker.frame(0x81, text, true)) {
          client.send(new byte[] {each});
        }
      }
      assertEquals("{\"type\":\"pong\",\"ref\":\"\u00e9\u20ac\ud83d\ude00\"}", client.next());
    }
  }
}
