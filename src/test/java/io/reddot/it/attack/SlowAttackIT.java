package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.it.Site;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Slowloris: many who begin to say something and never come to its end. Others are served
 * meanwhile, at once.
 */
class SlowAttackIT {
  private static final int SLOW = 300;

  @RegisterExtension final Attack attack = new Attack();

  private final List<Socket> sockets = new ArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void hangUp() throws IOException {
    clock.shutdownNow();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** They open, say the beginning, and then a byte a second. */
  private void crawl(int port, String beginning) throws Exception {
    for (int i = 0; i < SLOW; i++) {
      Socket socket = new Socket(Site.LOCALHOST, port);
      socket.getOutputStream().write(beginning.getBytes(StandardCharsets.ISO_8859_1));
      sockets.add(socket);
    }
    ScheduledFuture<?> unused = clock.scheduleAtFixedRate(this::drip, 1, 1, TimeUnit.SECONDS);
  }

  private void drip() {
    for (Socket socket : sockets) {
      try {
        socket.getOutputStream().write('a');
      } catch (IOException hungUp) {
        // as the server may
      }
    }
  }

  /** A request that is not a crawl itself must not wait for those that are. */
  private void othersAreServedAtOnce() throws Exception {
    for (int i = 0; i < 3; i++) {
      attack.othersAreServed();
      Answer answer = RawHttp.get(attack.mallory(), "api/inbox");
      assertEquals(200, answer.status(), answer::toString);
    }
  }

  @Test
  void onTheHead() throws Exception {
    crawl(attack.site().port(), "GET /reddot/api/poll?topic=x HTTP/1.1\r\nHost: x\r\nX: ");
    othersAreServedAtOnce();
  }

  @Test
  void onTheHandshakeOfAWebSocket() throws Exception {
    crawl(
        attack.site().port(),
        RawHttp.request(
                attack.site(),
                "GET",
                "api/websocket",
                WebSocketAttacker.UPGRADE + RawHttp.bearer(attack.mallory()))
            .stripTrailing());
    othersAreServedAtOnce();
  }

  @Test
  void onABodyThatNobodyMaySend() throws Exception {
    crawl(
        attack.site().port(),
        RawHttp.request(attack.site(), "POST", "api/messages", "Content-Length: 100000\r\n"));
    othersAreServedAtOnce();
  }

  @Test
  void onABodyOfOneWhoMay() throws Exception {
    crawl(attack.site().port(), begun("api/messages", "Content-Length: 100000\r\n"));
    othersAreServedAtOnce();
  }

  @Test
  void onABodyThatAResourceReads() throws Exception {
    for (String path : List.of("api/topics/it/x", "api/inbox/read")) {
      crawl(attack.site().port(), begun(path, "Content-Length: 100000\r\n"));
    }
    othersAreServedAtOnce();
  }

  /** Beside many whose bodies never end, one whose body merely comes in parts is answered. */
  @Test
  void aBodyInPartsIsTakenOnceItIsWhole() throws Exception {
    String topic = "it/" + UUID.randomUUID();
    crawl(attack.site().port(), begun("api/messages", "Content-Length: 100000\r\n"));
    String json = "{\"topic\":\"" + topic + "\",\"data\":1}";
    for (int i = 0; i < 3; i++) {
      assertEquals(200, inParts("api/messages", json, 1).status());
      assertEquals(200, inParts("api/topics/" + topic, "2", 0).status());
      attack.stored(2);
    }
    assertEquals(6, attack.site().history(topic).size());
    inParts("api/inbox/read", "{\"ids\":[\"no such\"]}", 9).assertProblem(404);
    inParts("api/messages", "{}", 1).assertProblem(400);
    inParts("api/messages", "{\"topic\":\"" + "x".repeat(5 << 20), 100).assertProblem(413);
  }

  private Answer inParts(String path, String body, int first) throws Exception {
    try (RawHttp connection = new RawHttp(attack.site())) {
      String headers =
          RawHttp.bearer(attack.site())
              + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: "
              + body.length()
              + "\r\n";
      connection.say(RawHttp.request(attack.site(), "POST", path, headers));
      connection.say(body.substring(0, first));
      attack.othersAreServed(); // so that it is not all there at once
      connection.say(body.substring(first));
      return connection.answer();
    }
  }

  @Test
  void whoseBodyDoesNotComeIsToldSo() throws Exception {
    crawl(attack.site().port(), begun("api/messages", "Content-Length: 100000\r\n"));
    Socket last = sockets.get(SLOW - 1);
    last.setSoTimeout(60_000);
    String answer = new String(last.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
    assertEquals("HTTP/1.1 408", answer);
  }

  private String begun(String path, String length) {
    String headers = RawHttp.bearer(attack.mallory()) + "Content-Type: application/json\r\n";
    return RawHttp.request(attack.site(), "POST", path, headers + length);
  }

  @Test
  void onFramesOfAWebSocket() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      WebSocketAttacker attacker = new WebSocketAttacker(attack.mallory(), "everyone");
      attacker.send(WebSocketAttacker.frame(0x81, 100_000, new byte[1], true));
      sockets.add(attacker.socket());
    }
    ScheduledFuture<?> unused = clock.scheduleAtFixedRate(this::drip, 1, 1, TimeUnit.SECONDS);
    othersAreServedAtOnce();
  }

  @Test
  void onTheConnectOfMqtt() throws Exception {
    crawl(attack.site().mqttPort(), "\u0010\u00ff\u0001\u0000\u0004MQTT\u0005");
    othersAreServedAtOnce();
  }

  @Test
  void onSilence() throws Exception {
    for (int port : List.of(attack.site().port(), attack.site().mqttPort())) {
      for (int i = 0; i < SLOW; i++) {
        sockets.add(new Socket(Site.LOCALHOST, port));
      }
    }
    othersAreServedAtOnce();
  }
}
