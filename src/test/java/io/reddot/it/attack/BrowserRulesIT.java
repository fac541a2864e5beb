package io.reddot.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Site;
import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.RawHttp;
import io.reddot.fixture.attack.WebSocketAttacker;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another site's page, in the browser of somebody who is signed in here. */
@ResourceLock(Attack.SERVER)
class BrowserRulesIT {
  private static final List<String> DOORS =
      List.of(
          "GET api/poll",
          "GET api/long-poll?wait=0",
          "GET api/sse",
          "GET api/iframe",
          "GET api/messages",
          "POST api/messages",
          "POST api/topics/it/x",
          "GET api/inbox",
          "POST api/inbox/read",
          "GET api/presence",
          "DELETE api/messages/x",
          "POST api/tickets",
          "POST api/cookie",
          "OPTIONS api/messages",
          "GET api/nowhere");

  @RegisterExtension final Attack attack = new Attack();

  private String cookie() {
    return "Cookie: reddot-token=" + attack.site().token() + "\r\n";
  }

  private Answer call(String door, String headers) throws Exception {
    String[] call = door.split(" ");
    String body = call[0].equals("POST") ? "{\"topic\":\"it/x\",\"data\":1}" : "";
    return RawHttp.call(
        attack.site(),
        call[0],
        call[1],
        headers + "Content-Length: " + body.length() + "\r\n",
        body.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "null",
        "http://HOST.evil.example",
        "http://evil.example/HOST",
        "http://HOST@evil.example",
        "http://evil.example#HOST",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://localhost:PORT",
        "file://",
        "http://",
        "*",
        "chrome-extension://abcdefgh"
      })
  void isRefusedAtEveryDoor(String foreign) throws Exception {
    Site site = attack.site();
    String origin =
        "Origin: "
            + foreign
                .replace("HOST", site.host() + ":" + site.port())
                .replace("PORT", "" + site.port())
            + "\r\n";
    for (String credential : List.of(cookie(), RawHttp.bearer(site), "")) {
      for (String door : DOORS) {
        Answer answer = call(door, credential + origin + "X-Reddot-CSRF: 1\r\n");
        answer.assertProblem(403);
        assertEquals("", answer.header("Access-Control-Allow-Origin"), door);
      }
      for (String socket : List.of("api/websocket?topic=everyone", "api/mqtt")) {
        String headers =
            WebSocketAttacker.UPGRADE + "Sec-WebSocket-Protocol: mqtt\r\n" + credential + origin;
        try (RawHttp connection = new RawHttp(site)) {
          connection.say(RawHttp.request(site, "GET", socket, headers));
          connection.answer().assertProblem(403);
        }
      }
    }
  }

  /** A preflight that is refused, and none of the answers says that a foreign script may read. */
  @Test
  void mayNotAsk() throws Exception {
    for (String method : List.of("GET", "POST", "DELETE", "PUT")) {
      Answer answer =
          call(
              "OPTIONS api/messages",
              "Origin: https://evil.example\r\nAccess-Control-Request-Method: "
                  + method
                  + "\r\nAccess-Control-Request-Headers: authorization, x-reddot-csrf\r\n");
      answer.assertProblem(403);
      assertFalse(answer.head().toLowerCase().contains("access-control-allow"), answer::toString);
    }
  }

  @Test
  void ourOwnPagesGetTheirWebSocketByCookie() throws Exception {
    Site site = attack.site();
    String own = "Origin: http://" + site.host() + ":" + site.port() + "\r\n";
    new WebSocketAttacker(site, "api/websocket?topic=everyone", cookie() + own).close();
  }

  /** What a form, a link or a frame of another site can make a browser send. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json\r\nX-HTTP-Method-Override: GET",
        "text/plain\r\nX-Requested-With: x"
      })
  void changesNothingByACookieAlone(String type) throws Exception {
    for (String door :
        List.of(
            "POST api/messages",
            "POST api/topics/it/x",
            "POST api/inbox/read",
            "POST api/inbox/archive",
            "DELETE api/messages/x",
            "DELETE api/scheduled/x",
            "PUT api/groups/g/members/mallory",
            "DELETE api/groups/g/members/mallory",
            "DELETE api/cookie")) {
      call(door, cookie() + "Content-Type: " + type + "\r\n").assertProblem(403);
      call(door + "?_method=GET&x-reddot-csrf=1", cookie() + "Content-Type: " + type + "\r\n")
          .assertProblem(403);
    }
  }

  @Test
  void withTheHeaderACookieCounts() throws Exception {
    String topic = "it/" + UUID.randomUUID();
    String body = "{\"topic\":\"" + topic + "\",\"data\":1}";
    String headers =
        cookie()
            + "X-Reddot-CSRF: 1\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n";
    Answer answer =
        RawHttp.call(attack.site(), "POST", "api/messages", headers, body.getBytes(UTF_8));
    assertEquals(200, answer.status(), answer::toString);
    attack.stored(1);
  }

  /** Navigations and frames name no origin, but the browser says whose they are. */
  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void readsNothingByACookieAlone(String site) throws Exception {
    for (String door : List.of("GET api/iframe", "GET api/messages", "GET api/sse")) {
      call(door, cookie() + "Sec-Fetch-Site: " + site + "\r\n").assertProblem(403);
    }
  }

  @Test
  void cannotReadOrSendTheCookie() throws Exception {
    Answer set = call("POST api/cookie", RawHttp.bearer(attack.site()));
    String cookie = set.header("Set-Cookie").toLowerCase();
    for (String flag :
        List.of("reddot-token=", "httponly", "samesite=strict", "path=/reddot/api")) {
      assertTrue(cookie.contains(flag), set::toString);
    }
  }

  @Test
  void everythingSaysWhatABrowserMayDoWithIt() throws Exception {
    for (String path :
        List.of(
            "",
            "index.jsp",
            "dot.jsp",
            "iframe.jsp",
            "nowhere",
            "js/page.js",
            "api/inbox",
            "api/x")) {
      Answer answer = RawHttp.get(attack.site(), path);
      String policy = answer.header("Content-Security-Policy");
      assertTrue(policy.contains("default-src 'none'"), path + answer);
      assertFalse(policy.contains("unsafe-"), path + policy);
      assertTrue(policy.contains("frame-ancestors"), path + policy);
      assertEquals("nosniff", answer.header("X-Content-Type-Options"), path);
      assertFalse(answer.header("Referrer-Policy").isEmpty(), path);
    }
  }
}
