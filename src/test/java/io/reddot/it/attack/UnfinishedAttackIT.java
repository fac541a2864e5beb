package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Site;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.Forgery;
import io.reddot.fixture.attack.RawHttp;
import io.reddot.fixture.attack.WebSocketAttacker;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many large messages that are begun and never completed: the memory that they take is bounded. */
@ResourceLock(Attack.SERVER)
class UnfinishedAttackIT {
  private static final int BODY_BYTES = 4 << 20;

  /** How many of the largest bodies one user may have begun, and one address. */
  private static final int OF_USER = 4;

  private static final int OF_ADDRESS = 8;

  @RegisterExtension final Attack attack = new Attack();

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void hangUp() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** A text that lacks some bytes: of its one frame, or of the last of its frames. */
  private WebSocketAttacker begin(Site site, boolean oneFrame) throws IOException {
    WebSocketAttacker client = new WebSocketAttacker(site, "everyone");
    open.add(client);
    byte[] text = new byte[BODY_BYTES - 100];
    Arrays.fill(text, (byte) ' ');
    byte[] frame = WebSocketAttacker.frame(oneFrame ? 0x81 : 0x01, text, true);
    client.send(oneFrame ? Arrays.copyOf(frame, frame.length - 50) : frame);
    return client;
  }

  private static boolean stands(WebSocketAttacker client, boolean oneFrame) throws IOException {
    byte[] rest = oneFrame ? new byte[50] : WebSocketAttacker.frame(0x80, "x".getBytes(), true);
    client.send(rest);
    return client.next().startsWith("{\"type\":\"error\"");
  }

  /**
   * Waits until so many of them are refused, whichever they are, and returns the others, for which
   * there is room then. More may be refused, for all came at once.
   */
  private static List<WebSocketAttacker> taken(
      List<WebSocketAttacker> begun, int refused, String whose) throws Exception {
    List<WebSocketAttacker> taken = new ArrayList<>(begun);
    Await.until(
        refused + " are refused",
        () -> {
          for (WebSocketAttacker each : List.copyOf(taken)) {
            if (isRefused(each, whose)) {
              taken.remove(each);
            }
          }
          return taken.size() <= begun.size() - refused;
        });
    assertFalse(taken.isEmpty());
    return taken;
  }

  private static boolean isRefused(WebSocketAttacker client, String whose) throws IOException {
    client.patience(100);
    try {
      assertEquals(1013, client.closed());
    } catch (SocketTimeoutException saysNothing) {
      client.patience(30_000);
      return false;
    }
    assertTrue(
        client.last().contains("Too many large unfinished messages of this " + whose),
        client.last());
    return true;
  }

  /** The server has taken all that was sent. */
  private static void taken(WebSocketAttacker client) throws IOException {
    client.send(WebSocketAttacker.frame(0x89, new byte[0], true));
    while (client.frame().opcode() != 10) {
      // until it is the pong
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void textsOfOneUserAreBounded(boolean oneFrame) throws Exception {
    List<WebSocketAttacker> begun = new ArrayList<>();
    for (int i = 0; i < OF_USER + 3; i++) {
      begun.add(begin(attack.mallory(), oneFrame));
    }
    for (WebSocketAttacker each : taken(begun, 3, "user")) {
      assertTrue(stands(each, oneFrame));
    }
    assertTrue(stands(begin(attack.mallory(), oneFrame), oneFrame), "there is room again");
  }

  @Test
  void allThatComesFromOneAddressIsBounded() throws Exception {
    List<WebSocketAttacker> begun = new ArrayList<>();
    for (int i = 0; i < OF_ADDRESS + 1; i++) {
      begun.add(begin(attack.site().as(Forgery.token("mallory" + i)), true));
    }
    for (WebSocketAttacker each : taken(begun, 1, "address")) {
      assertTrue(stands(each, true));
    }
  }

  /** It is one budget for bodies of requests, too. */
  @Test
  void textsAndBodiesShareOneBudget() throws Exception {
    for (int i = 0; i < OF_USER; i++) {
      taken(begin(attack.mallory(), false));
    }
    RawHttp connection = new RawHttp(attack.site());
    open.add(connection);
    String headers =
        RawHttp.bearer(attack.mallory())
            + "Content-Type: application/json\r\nContent-Length: 1000000\r\n";
    connection.say(RawHttp.request(attack.site(), "POST", "api/messages", headers));
    connection.say(" ".repeat(900_000));
    connection.answer().assertProblem(429);
  }

  @Test
  void whatAClosedSocketHadBegunIsForgotten() throws Exception {
    for (int i = 0; i < 3 * OF_USER; i++) {
      try (WebSocketAttacker client = begin(attack.mallory(), i % 2 == 0)) {
        client.send(WebSocketAttacker.frame(0x89, new byte[0], true));
      }
      attack.othersAreServed();
    }
    assertTrue(stands(begin(attack.mallory(), true), true));
  }

  /** As long as it answers pings it would be kept for ever. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTextHasADeadline(boolean oneFrame) throws Exception {
    WebSocketAttacker client = begin(attack.mallory(), oneFrame);
    assertEquals(1008, client.closed());
    assertTrue(client.last().contains("took too long"), client.last());
  }
}
