package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.it.Site;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Slowloris: many who begin to say something and never come to its end. Others are served
 * meanwhile.
 */
class SlowAttackIT {
  @RegisterExtension final Attack attack = new Attack();

  private final Crawlers crawlers = new Crawlers();

  @AfterEach
  void hangUp() throws Exception {
    crawlers.close();
  }

  private void othersAreServed() throws Exception {
    for (int i = 0; i < 3; i++) {
      attack.othersAreServed();
      Answer answer = RawHttp.get(attack.mallory(), "api/inbox");
      assertEquals(200, answer.status(), answer::toString);
    }
  }

  @Test
  void onTheHead() throws Exception {
    crawlers.begin(attack.site().port(), "GET /reddot/api/poll?topic=x HTTP/1.1\r\nHost: x\r\nX: ");
    othersAreServed();
  }

  @Test
  void onTheHandshakeOfAWebSocket() throws Exception {
    String headers = WebSocketAttacker.UPGRADE + RawHttp.bearer(attack.mallory());
    crawlers.begin(
        attack.site().port(),
        RawHttp.request(attack.site(), "GET", "api/websocket", headers).stripTrailing());
    othersAreServed();
  }

  @Test
  void onABodyThatNobodyMaySend() throws Exception {
    crawlers.begin(
        attack.site().port(),
        RawHttp.request(attack.site(), "POST", "api/messages", "Content-Length: 100000\r\n"));
    othersAreServed();
  }

  @Test
  void onFramesOfAWebSocket() throws Exception {
    List<Socket> begun = new ArrayList<>();
    for (int i = 0; i < Crawlers.MANY; i++) {
      WebSocketAttacker attacker = new WebSocketAttacker(someUser(i), "everyone");
      attacker.send(WebSocketAttacker.frame(0x81, 100_000, new byte[1], true));
      begun.add(attacker.socket());
    }
    crawlers.crawl(begun);
    othersAreServed();
  }

  /** No user has so many sessions. */
  private Site someUser(int number) {
    return attack.site().as(Forgery.token("mallory" + number / 20));
  }

  @Test
  void onTheConnectOfMqtt() throws Exception {
    crawlers.begin(attack.site().mqttPort(), "\u0010\u00ff\u0001\u0000\u0004MQTT\u0005");
    othersAreServed();
  }

  @Test
  void onSilence() throws Exception {
    crawlers.begin(attack.site().port(), "");
    crawlers.begin(attack.site().mqttPort(), "");
    othersAreServed();
  }
}
