package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Slow bodies of somebody who has a token: who reads them must not hold a thread of the container's
 * for each, of which there are fewer than attackers.
 */
class SlowBodyAttackIT {
  @RegisterExtension final Attack attack = new Attack();

  private final Crawlers crawlers = new Crawlers();

  @AfterEach
  void hangUp() throws Exception {
    crawlers.close();
  }

  private void begin(String path) throws Exception {
    String headers =
        RawHttp.bearer(attack.mallory())
            + "Content-Type: application/json\r\nContent-Length: 100000\r\n";
    crawlers.begin(attack.site().port(), RawHttp.request(attack.site(), "POST", path, headers));
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
    Socket last = crawlers.last();
    last.setSoTimeout(60_000);
    String answer = new String(last.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
    assertEquals("HTTP/1.1 408", answer);
  }
}
