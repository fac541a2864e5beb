package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.Crawlers;
import io.reddot.fixture.attack.RawHttp;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Slow bodies of somebody who has a token: who reads them must not hold a thread of the container's
 * for each, of which there are fewer than attackers.
 */
@ResourceLock(Attack.SERVER)
class SlowBodyAttackIT {
  @RegisterExtension final Attack attack = new Attack();

  private final Crawlers crawlers = new Crawlers();

  @AfterEach
  void hangUp() throws Exception {
    crawlers.close();
  }

  private void begin(String path) throws Exception {
    begin("POST", path);
  }

  private void begin(String method, String path) throws Exception {
    String headers =
        RawHttp.bearer(attack.mallory())
            + "Content-Type: application/json\r\nContent-Length: 100000\r\n";
    crawlers.begin(attack.site().port(), RawHttp.request(attack.site(), method, path, headers));
  }

  private void othersAreServed() throws Exception {
    attack.othersAreServed();
    assertEquals(200, RawHttp.get(attack.mallory(), "api/inbox").status());
  }

  @Test
  void holdsNoThreads() throws Exception {
    for (String path : new String[] {"api/messages", "api/topics/it/x", "api/inbox/read"}) {
      begin(path);
      othersAreServed();
    }
    begin("PUT", "api/scheduled/x");
    othersAreServed();
  }

  /** Beside many whose bodies never end, one whose body merely comes in parts is answered. */
  @Test
  void leavesAlonePeopleWithBadConnections() throws Exception {
    String topic = "it/" + UUID.randomUUID();
    begin("api/messages");
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
  void isNotWaitedForForEver() throws Exception {
    begin("api/messages");
    Socket first = crawlers.first();
    first.setSoTimeout(60_000);
    String answer = new String(first.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
    assertEquals("HTTP/1.1 408", answer);
  }

  /**
   * No request is left without its answer, or gets another's body, whoever reads the bodies and
   * how: of those that come a little later than their heads, on connections that go on.
   */
  @ParameterizedTest
  @CsvSource({"Content-Length,true", "Content-Length,false", "chunked,true", "chunked,false"})
  void eachIsOfItsOwnRequest(String kind, boolean known) throws Exception {
    int connections = 8;
    int requests = 200;
    List<Callable<Void>> all = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      String headers =
          (known ? RawHttp.bearer(attack.site()) : "") + "Content-Type: application/json\r\n";
      String topic = "it/" + UUID.randomUUID();
      all.add(() -> oneAfterAnother(kind.equals("chunked"), known, headers, topic, requests));
    }
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      for (Future<Void> each : threads.invokeAll(all)) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    attack.stored(known ? connections * requests : 0);
  }

  private Void oneAfterAnother(
      boolean chunked, boolean known, String headers, String topic, int requests) throws Exception {
    List<Integer> expected = new ArrayList<>();
    RawHttp connection = new RawHttp(attack.site());
    try {
      for (int i = 0; i < requests; i++) {
        String json = "{\"topic\":\"" + topic + "\",\"data\":" + i + "}";
        String length =
            chunked
                ? "Transfer-Encoding: chunked\r\n"
                : "Content-Length: " + json.length() + "\r\n";
        connection.say(RawHttp.request(attack.site(), "POST", "api/messages", headers + length));
        connection.say(
            chunked ? Integer.toHexString(json.length()) + "\r\n" + json + "\r\n" : json);
        connection.say(chunked ? "0\r\n\r\n" : "");
        Answer answer = connection.answer();
        // Who guesses tokens is told to wait after a while.
        assertTrue(
            known ? answer.status() == 200 : answer.status() == 401 || answer.status() == 429,
            answer::toString);
        expected.add(i);
        if ("close".equals(answer.header("Connection"))) {
          connection.close();
          connection = new RawHttp(attack.site());
        }
      }
    } finally {
      connection.close();
    }
    if (known) {
      List<Integer> data =
          attack.site().history(topic).stream().map(message -> message.getInt("data")).toList();
      assertEquals(expected, data);
    }
    return null;
  }
}
