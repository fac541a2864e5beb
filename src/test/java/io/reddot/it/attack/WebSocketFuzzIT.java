package io.reddot.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Locks;
import io.reddot.fixture.Site;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.Fuzz;
import io.reddot.fixture.attack.Nonsense;
import io.reddot.fixture.attack.WebSocketAttacker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that are none, commands that are none: the connection ends, or goes on and says so. */
@ResourceLock(Attack.SERVER)
@ResourceLock(Locks.PROCESSORS)
class WebSocketFuzzIT {
  private static final int FRAMES_A_CONNECTION = 10;

  /** MQTT 9 is not there yet, so it is refused, whoever it is. */
  private static final byte[] CONNECT_9 = {
    0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 9, 2, 0, 60, 0, 0, 0
  };

  @RegisterExtension final Attack attack = new Attack();

  /** RFC 6455 says how each ends; hanging up without a word is an end, too. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void aViolationEndsTheConnection(String what, byte[] bytes, List<Integer> codes)
      throws Exception {
    try (WebSocketAttacker attacker = new WebSocketAttacker(attack.mallory(), "everyone")) {
      attacker.send(bytes);
      int code = attacker.closed();
      assertTrue(code == 1006 || codes.contains(code), () -> what + " was closed with " + code);
    }
  }

  static Stream<Arguments> violations() {
    byte[] ping = "{\"type\":\"ping\"}".getBytes(UTF_8);
    byte[] long126 = new byte[126];
    List<Integer> protocol = List.of(1002);
    List<Integer> text = List.of(1002, 1007);
    return Stream.of(
        Arguments.of("RSV1", frame(0xc1, ping), protocol),
        Arguments.of("RSV2", frame(0xa1, ping), protocol),
        Arguments.of("RSV3", frame(0x91, ping), protocol),
        Arguments.of("an unknown opcode", frame(0x83, ping), protocol),
        Arguments.of("an unknown control opcode", frame(0x8b, ping), protocol),
        Arguments.of("a ping in parts", frame(0x09, ping), protocol),
        Arguments.of("a ping of 126 bytes", frame(0x89, long126), protocol),
        Arguments.of("a close of 126 bytes", frame(0x88, long126), protocol),
        Arguments.of("a continuation of nothing", frame(0x80, ping), protocol),
        Arguments.of("a text within a text", both(frame(0x01, ping), frame(0x81, ping)), protocol),
        Arguments.of("a text that is none", frame(0x81, (byte) 0xff, (byte) 0xfe), text),
        Arguments.of("a text that breaks off", frame(0x81, (byte) 0xe2, (byte) 0x82), text),
        Arguments.of("a surrogate", frame(0x81, (byte) 0xed, (byte) 0xa0, (byte) 0x80), text));
  }

  private static byte[] frame(int first, byte... payload) {
    return WebSocketAttacker.frame(first, payload, true);
  }

  private static byte[] both(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes(other);
    return both.toByteArray();
  }

  /**
   * Of clients that leave while they are hung up on each is answered first, and nobody else is
   * touched: a container that ends a connection twice at a time would end another's, and log it for
   * one client in a hundred.
   *
   * <p>One client may get no answer: under load, Payara 6.2025.10 was seen to leave one connection
   * of a run unanswered. The cause is not known.
   */
  @Test
  void whoLeavesWhileItIsHungUpOnDisturbsNobody() throws Exception {
    AtomicInteger unanswered = new AtomicInteger();
    byte[] refused = frame(0x82, CONNECT_9);
    byte[] goodbye = frame(0x88);
    Fuzz.run(
        2_000,
        random -> {
          try (WebSocketAttacker client = mqtt()) {
            client.send(refused);
            WebSocketAttacker.Frame answer = client.frame();
            assertEquals(
                WebSocketAttacker.BINARY, answer.opcode(), () -> "closed with " + answer.code());
            client.send(goodbye);
          } catch (SocketTimeoutException e) {
            unanswered.incrementAndGet();
          }
        });
    assertTrue(unanswered.get() <= 1, unanswered + " were not answered");
    String log = attack.log();
    assertFalse(log.contains("GRIZZLY00"), log);
  }

  /** RFC 6455, section 5.5.1: each side says one close frame, and nothing behind it. */
  @Test
  void theServersGoodbyeIsItsLastWord() throws Exception {
    try (WebSocketAttacker bob = new WebSocketAttacker(attack.asBob(), "everyone")) {
      attack.site().done("POST", "api/users/" + attack.bob() + "/disconnect", "");
      attack.stored(1); // for the other nodes
      saysNothingBehindTheEnd(bob, 4403);
    }
    try (WebSocketAttacker client = mqtt()) {
      client.send(frame(0x82, CONNECT_9));
      saysNothingBehindTheEnd(client, 1000);
    }
  }

  @Test
  void aTextWithoutAnEndIsNotWaitedForWhereMqttIsSpoken() throws Exception {
    try (WebSocketAttacker client = mqtt()) {
      client.send(frame(0x01, new byte[1 << 16]));
      assertEquals(1003, client.closed());
    }
  }

  /** Of two bytes each: decoded all at once they would be a hundred times as large. */
  @Test
  void packetsByTheMillionBeforeAnyConnectEndTheConnection() throws Exception {
    byte[] pings = new byte[1 << 20];
    for (int i = 0; i < pings.length; i += 2) {
      pings[i] = (byte) 0xc0;
    }
    try (WebSocketAttacker client = mqtt()) {
      client.send(frame(0x82, pings));
      int code = client.closed();
      assertTrue(code == 1000 || code == 1006, () -> "closed with " + code);
    }
  }

  /**
   * Undertow forgets to answer a close frame that comes while we close. Payara leaves some of them
   * for their clients to end, of three hundred none to two; no cause was found yet.
   */
  @Test
  void whoSaysGoodbyeWhileItIsHungUpOnIsNotLeftOpen() throws Exception {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(frame(0x82, new byte[] {(byte) 0xc0, 0})); // nothing may come before CONNECT
    both.writeBytes(frame(0x88, new byte[] {3, (byte) 0xe8}));
    int leftOpen = 0;
    for (int i = 0; i < 100; i++) {
      try (WebSocketAttacker client = mqtt()) {
        client.send(both.toByteArray());
        leftOpen += isLeftOpen(client) ? 1 : 0;
      }
    }
    int most = System.getProperty("reddot.server").equals("wildfly") ? 0 : 20;
    assertTrue(leftOpen <= most, leftOpen + " were left open");
  }

  private static boolean isLeftOpen(WebSocketAttacker client) throws IOException {
    client.patience(5_000);
    client.everything();
    try {
      return client.socket().getInputStream().read() >= 0;
    } catch (SocketTimeoutException stillOpen) {
      return true;
    } catch (IOException reset) {
      return false;
    }
  }

  /**
   * A server that reads them all in time answers that the text is no command. One that does not
   * ends the connection at the message's deadline, with a goodbye envelope and close code 1008;
   * what this client still sends may reset the connection behind the envelope.
   */
  @Test
  void framesByTheMillionEndTheConnection() throws Exception {
    byte[] part = WebSocketAttacker.frame(0x00, new byte[] {'x'}, true);
    byte[] many = new byte[10_000 * part.length];
    for (int i = 0; i < many.length; i++) {
      many[i] = part[i % part.length];
    }
    try (WebSocketAttacker client = new WebSocketAttacker(attack.mallory(), "everyone")) {
      client.send(WebSocketAttacker.frame(0x01, new byte[] {'x'}, true));
      for (int i = 0; i < 100; i++) {
        client.send(many);
      }
      client.send(WebSocketAttacker.frame(0x80, new byte[] {'x'}, true));
      WebSocketAttacker.Frame answer = client.frame();
      String said = new String(answer.payload(), StandardCharsets.UTF_8);
      boolean heard = answer.opcode() == 1 && said.contains("\"error\"");
      boolean goodbye = answer.opcode() == 1 && said.contains("\"code\":1008");
      boolean closed = answer.opcode() == 8 && answer.code() == 1008;
      assertTrue(heard || goodbye || closed, said);
    }
    attack.othersAreServed();
  }

  private WebSocketAttacker mqtt() throws IOException {
    return new WebSocketAttacker(attack.site(), "api/mqtt", "Sec-WebSocket-Protocol: mqtt\r\n");
  }

  private static void saysNothingBehindTheEnd(WebSocketAttacker client, int code) throws Exception {
    assertEquals(code, client.closed());
    client.send(frame(0x88, (byte) (code >> 8), (byte) code));
    assertEquals(1006, client.closed(), "hung up on without another word");
  }

  /** Ten thousand frames, and then as many again within the limits of good behaviour. */
  @Test
  void framesByTheThousandHurtNobody() throws Exception {
    Site site = attack.mallory();
    Fuzz.run(
        Fuzz.REQUESTS / FRAMES_A_CONNECTION,
        random -> {
          Nonsense any = new Nonsense(random);
          ByteArrayOutputStream frames = new ByteArrayOutputStream();
          for (int i = 0; i < FRAMES_A_CONNECTION; i++) {
            frames.writeBytes(any.once(3) ? any.broken(frame(any)) : frame(any));
          }
          exchange(site, frames.toByteArray());
        });
    nobodyIsLeft();
  }

  @Test
  void commandsByTheThousandHurtNobody() throws Exception {
    Site site = attack.mallory();
    Fuzz.run(
        Fuzz.REQUESTS / FRAMES_A_CONNECTION,
        random -> {
          Nonsense any = new Nonsense(random);
          ByteArrayOutputStream frames = new ByteArrayOutputStream();
          for (int i = 0; i < FRAMES_A_CONNECTION; i++) {
            frames.writeBytes(frame(0x81, command(any).getBytes(UTF_8)));
          }
          exchange(site, frames.toByteArray());
        });
    nobodyIsLeft();
  }

  private static byte[] frame(Nonsense any) {
    int opcode = any.once(3) ? any.random.nextInt(16) : any.of(0, 1, 1, 1, 2, 9, 10);
    int flags = any.once(5) ? any.random.nextInt(16) << 4 : any.once(4) ? 0 : 0x80;
    byte[] payload = command(any).getBytes(UTF_8);
    long length = any.once(10) ? any.random.nextInt(1 << 20) : payload.length;
    return WebSocketAttacker.frame(flags | opcode, length, payload, !any.once(10));
  }

  private static String command(Nonsense any) {
    String json =
        "{\"type\":\"%s\",\"topic\":\"%s\",\"data\":1,\"ref\":%s,\"ids\":[\"%s\"],\"token\":\"%s\"}"
            .formatted(
                any.of("subscribe", "unsubscribe", "publish", "read", "ping", "token", "x"),
                any.of("everyone", "user/mallory", "user/bob", "#", "a/#/b", ""),
                any.of("1", "\"r\"", "null", "[]", "1e999999", "-0"),
                any.of("x", "", "\\u0000"),
                any.of("", "x", "a.b.c"));
    return any.once(2)
        ? json
        : new String(any.broken(json.getBytes(UTF_8)), StandardCharsets.UTF_8);
  }

  /** Then says goodbye, and nothing more; whatever came before, the server's end follows. */
  private static void exchange(Site site, byte[] frames) throws Exception {
    try (WebSocketAttacker attacker = new WebSocketAttacker(site, "everyone")) {
      attacker.send(frames);
      attacker.send(WebSocketAttacker.frame(0x88, new byte[] {3, (byte) 0xe8}, true));
      attacker.patience(200); // where a length lied it may rightly wait for more
      String said = attacker.everything();
      assertFalse(said.contains("Exception"), said);
    }
  }

  private void nobodyIsLeft() throws Exception {
    Await.until(
        "the sockets that were opened are gone",
        () -> !Site.object(attack.site().get("api/presence/mallory").body()).getBoolean("online"));
  }
}
