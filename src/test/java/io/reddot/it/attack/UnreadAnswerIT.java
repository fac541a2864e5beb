package io.reddot.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Locks;
import io.reddot.fixture.Site;
import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.DeafClients;
import io.reddot.fixture.attack.RawHttp;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many who ask and do not read what they are answered, nor the answers after it. Others are served
 * meanwhile: nobody waits for them, neither the threads that take requests, nor those that fan out
 * or answer publishers. Over loopback some megabytes go into a connection before it is full.
 */
@ResourceLock(Attack.SERVER)
@ResourceLock(Locks.PROCESSORS)
class UnreadAnswerIT {
  /** More than Payara has threads. */
  private static final int MANY = 220;

  /** More than WildFly has threads; each has to ask for some thousand small answers. */
  private static final int SOME = 64;

  private static final int LARGE = 3_900_000;

  @RegisterExtension final Attack attack = new Attack();

  private DeafClients clients;

  @BeforeEach
  void setUp() {
    clients = new DeafClients(attack.site());
  }

  @AfterEach
  void hangUp() throws Exception {
    clients.close();
  }

  /** Whoever begins to read after all gets it whole. */
  @Test
  void ofALongPoll() throws Exception {
    String topic = "it/x"; // in no inbox, so it is the pump that answers
    int polls = 8;
    String bearer = RawHttp.bearer(attack.site());
    String call = "api/long-poll?wait=40&topic=" + topic;
    clients.begin(polls, 1, RawHttp.request(attack.site(), "GET", call, bearer));
    attack.awaitLongPolls(polls);
    publishLarge(topic);
    attack.othersAreServed(attack.asBob());
    Answer late = clients.answerOfTheFirst();
    assertEquals(200, late.status());
    assertTrue(late.body().length() > LARGE, "an answer of " + late.body().length());
  }

  private void publishLarge(String topic) throws Exception {
    String json = "{\"topic\":\"%s\",\"data\":\"%s\"}".formatted(topic, "x".repeat(LARGE));
    Answer answer = RawHttp.post(attack.site(), "api/messages", json);
    assertEquals(200, answer.status(), answer::toString);
    attack.stored(1);
  }

  /** The answer to a thousand messages has a hundred and fifty kilobytes or so. */
  @Test
  void toAPublisher() throws Exception {
    String prefix = UUID.randomUUID() + "x".repeat(86);
    String json =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "{\"topic\":\"it/x\",\"data\":1,\"id\":\"%s-%d\"}".formatted(prefix, i))
            .collect(Collectors.joining(",", "[", "]"));
    Answer first = RawHttp.post(attack.site(), "api/messages", json);
    assertEquals(200, first.status(), first::toString);
    attack.stored(1_000);
    clients.begin(16, 40, post("api/messages", json));
    attack.othersAreServed(attack.asBob());
  }

  @Test
  void toAPublisherOfRawMessages() throws Exception {
    String path = "api/topics/it/x?id=" + UUID.randomUUID();
    assertEquals(200, RawHttp.post(attack.site(), path, "1").status());
    attack.stored(1);
    clients.begin(16, 10_000, post(path, "1"));
    attack.othersAreServed(attack.asBob());
  }

  @ParameterizedTest
  @ValueSource(strings = {"api/poll", "api/long-poll", "api/messages"})
  void ofReplays(String call) throws Exception {
    publishLarge("user/mallory");
    clients.begin(MANY, 1, get(call + "?after=earliest&topic=user/mallory"));
    attack.othersAreServed(attack.asBob());
  }

  @Test
  void ofALargeFile() throws Exception {
    String path = "js/lib/mqtt/dist/mqtt.esm.js";
    clients.begin(MANY, 100, RawHttp.request(attack.site(), "GET", path, ""));
    attack.othersAreServed(attack.asBob());
  }

  @ParameterizedTest
  @ValueSource(strings = {"js/red-dot.js", "index.jsp"})
  void ofFilesAndPages(String path) throws Exception {
    clients.begin(SOME, 5_000, RawHttp.request(attack.site(), "GET", path, ""));
    attack.othersAreServed(attack.asBob());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET nowhere", "GET api/nowhere", "POST js/page.js", "PUT api/messages"})
  void ofRefusals(String call) throws Exception {
    String[] words = call.split(" ");
    String headers = RawHttp.bearer(mallory()) + "Content-Length: 0\r\n";
    clients.begin(SOME, 10_000, RawHttp.request(attack.site(), words[0], words[1], headers));
    attack.othersAreServed(attack.asBob());
  }

  /** Of what is not collected as other answers are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "js/page.js Sec-WebSocket-Version: 13",
        "api/sse Accept: ;",
        "api/iframe Accept: ;",
        "api/websocket Accept: ;"
      })
  void ofRefusedStreams(String call) throws Exception {
    String[] words = call.split(" ", 2);
    String headers = words[1] + "\r\n";
    clients.begin(SOME, 10_000, RawHttp.request(attack.site(), "GET", words[0], headers));
    attack.othersAreServed(attack.asBob());
  }

  private String get(String target) {
    return RawHttp.request(attack.site(), "GET", target, RawHttp.bearer(mallory()));
  }

  private Site mallory() {
    return attack.mallory();
  }

  private String post(String target, String json) {
    String headers =
        RawHttp.bearer(attack.site())
            + "Content-Type: application/json\r\nContent-Length: "
            + json.getBytes(UTF_8).length
            + "\r\n";
    return RawHttp.request(attack.site(), "POST", target, headers) + json;
  }
}
