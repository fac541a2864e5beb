package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.Site;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.Crawlers;
import io.reddot.fixture.attack.Forgery;
import io.reddot.fixture.attack.RawHttp;
import io.reddot.fixture.attack.WebSocketAttacker;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Slowloris: many who begin to say something and never come to its end. Others are served
 * meanwhile.
 */
@ResourceLock(Attack.SERVER)
class SlowAttackIT {
  @RegisterExtension final Attack attack = new Attack();

  private final Crawlers crawlers = new Crawlers();
  private final List<Future<?>> begun = new ArrayList<>();

  @AfterEach
  void hangUp() throws Exception {
    begun.forEach(request -> request.cancel(true));
    crawlers.close();
  }

  @Test
  void onTheHead() throws Exception {
    crawlers.begin(attack.site().port(), "GET /reddot/api/poll?topic=x HTTP/1.1\r\nHost: x\r\nX: ");
    attack.othersAreServed(attack.mallory());
  }

  @Test
  void onTheHandshakeOfAWebSocket() throws Exception {
    String headers = WebSocketAttacker.UPGRADE + RawHttp.bearer(attack.mallory());
    crawlers.begin(
        attack.site().port(),
        RawHttp.request(attack.site(), "GET", "api/websocket", headers).stripTrailing());
    attack.othersAreServed(attack.mallory());
  }

  /** Neither who is turned away nor who sends what nobody asked for may keep a thread busy. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST api/messages",
        "POST api/nowhere",
        "POST api/demo/token",
        "POST api/mqtt",
        "POST apinowhere",
        "GET api/poll",
        "POST index.jsp",
        "GET poll.jsp",
        "GET js/page.js",
        "PUT js/page.js",
        "POST nowhere"
      })
  void onABodyThatNobodyReads(String call) throws Exception {
    String[] words = call.split(" ");
    crawlers.begin(
        attack.site().port(),
        RawHttp.request(attack.site(), words[0], words[1], "Content-Length: 100000\r\n"));
    attack.othersAreServed(attack.mallory());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET api/poll", "GET api/inbox", "DELETE api/messages/x", "PUT api/poll"})
  void onABodyThatNobodyReadsOfOneWithAToken(String call) throws Exception {
    String[] words = call.split(" ");
    String headers = RawHttp.bearer(attack.mallory()) + "Content-Length: 100000\r\n";
    crawlers.begin(
        attack.site().port(), RawHttp.request(attack.site(), words[0], words[1], headers));
    attack.othersAreServed(attack.mallory());
  }

  /** Where the server speaks HTTP/2: there a body need not be announced. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET js/page.js",
        "GET index.jsp",
        "GET nowhere",
        "POST api/demo/token",
        "GET api/poll",
        "GET api/inbox",
        "GET api/sse",
        "GET api/long-poll?topic=everyone&wait=1"
      })
  void onABodyThatIsNotAnnounced(String call) throws Exception {
    String[] words = call.split(" ");
    HttpClient client = HttpClient.newHttpClient();
    Site mallory = attack.mallory();
    assertEquals(
        200,
        client.send(mallory.request("js/page.js").build(), BodyHandlers.discarding()).statusCode());
    HttpRequest endless =
        mallory
            .request(words[1])
            .method(words[0], BodyPublishers.fromPublisher(SlowAttackIT::promise))
            .build();
    for (int i = 0; i < 64; i++) {
      begun.add(client.sendAsync(endless, BodyHandlers.discarding()));
    }
    attack.othersAreServed(attack.mallory());
  }

  /** Of a body of which nothing ever comes. */
  private static void promise(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {}
        });
  }

  /** Payara takes a request that came behind another one on the thread that answers that. */
  @Test
  void onABodyBehindALongPoll() throws Exception {
    List<Socket> begun = new ArrayList<>();
    String bearer = RawHttp.bearer(attack.site());
    String poll = RawHttp.request(attack.site(), "GET", "api/long-poll?topic=it/x", bearer);
    String body =
        RawHttp.request(
            attack.site(), "POST", "api/messages", bearer + "Content-Length: 100000\r\n");
    for (int i = 0; i < 16; i++) {
      RawHttp connection = new RawHttp(attack.site());
      connection.say(poll + body);
      begun.add(connection.socket());
    }
    attack.awaitLongPolls(begun.size());
    crawlers.crawl(begun);
    attack.site().publish("it/x", "now");
    attack.stored(1);
    attack.othersAreServed(attack.mallory());
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
    attack.othersAreServed(attack.mallory());
  }

  /** No user has so many sessions. */
  private Site someUser(int number) {
    return attack.site().as(Forgery.token("mallory" + number / 20));
  }

  @Test
  void onTheConnectOfMqtt() throws Exception {
    crawlers.begin(attack.site().mqttPort(), "\u0010\u00ff\u0001\u0000\u0004MQTT\u0005");
    attack.othersAreServed(attack.mallory());
  }

  @Test
  void onSilence() throws Exception {
    crawlers.begin(attack.site().port(), "");
    crawlers.begin(attack.site().mqttPort(), "");
    attack.othersAreServed(attack.mallory());
  }
}
