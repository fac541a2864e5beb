package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.it.Site;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
    crawl(
        attack.site().port(),
        RawHttp.request(
            attack.site(),
            "POST",
            "api/messages",
            RawHttp.bearer(attack.mallory())
                + "Content-Type: application/json\r\nContent-Length: 100000\r\n"));
    othersAreServedAtOnce();
  }

  @Test
  void onABodyThatAResourceReads() throws Exception {
    for (String path : List.of("api/topics/it/x", "api/inbox/read")) {
      crawl(
          attack.site().port(),
          RawHttp.request(
              attack.site(),
              "POST",
              path,
              RawHttp.bearer(attack.mallory())
                  + "Content-Type: application/json\r\nContent-Length: 100000\r\n"));
    }
    othersAreServedAtOnce();
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
