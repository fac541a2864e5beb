package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Site;
import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.RawHttp;
import io.reddot.fixture.attack.WebSocketAttacker;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and methods that lead where nobody should get. */
@ResourceLock(Attack.SERVER)
class PathAttackIT {
  /**
   * What only files say that are not to be had: descriptors, JSPs' sources, classes, the system's.
   */
  private static final Pattern SECRETS =
      Pattern.compile(
          "<web-app|Manifest-Version|<%@|<jsp:|<project|modelVersion|CREATE TABLE|root:x:|\\[boot"
              + "|<beans|\u00ca\u00fe\u00ba\u00be|Index of|Directory listing",
          Pattern.CASE_INSENSITIVE);

  /**
   * Undertow's word for what it never hands to an application. This server was not set up with
   * {@code server-config/wildfly/reddot.cli}; {@link InsideIT} has one that was.
   */
  private static final String UNDERTOWS =
      "<html><head><title>Error</title></head><body>404 - Not Found</body></html>";

  @RegisterExtension final Attack attack = new Attack();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WEB-INF/web.xml",
        "WEB-INF/beans.xml",
        "WEB-INF/error.jsp",
        "WEB-INF/tags/page.tag",
        "WEB-INF/classes/io/reddot/access/Tokens.class",
        "WEB-INF/classes/io/reddot/log/V1__message_log.sql",
        "META-INF/MANIFEST.MF",
        "META-INF/maven/io.reddot/reddot/pom.xml"
      })
  void doesNotOpenWhatIsInside(String file) throws Exception {
    String upper = file.replaceFirst("-INF", "-inf");
    String encoded = "%57" + file.substring(1);
    for (String path :
        List.of(
            file,
            upper,
            encoded,
            "./" + file,
            "/" + file,
            "//" + file,
            ";/" + file,
            ";x=1/" + file,
            file.replaceFirst("/", ";/"),
            file.replaceFirst("/", ";x/"),
            file.replaceFirst("/", "/./"),
            file.replaceFirst("/", "//"),
            file.replaceFirst("/", "%2f"),
            file.replaceFirst("/", "%5c"),
            file.replace('/', '\\'),
            file + ";jsessionid=1",
            file + "/",
            file + "%00",
            file + "%00.html",
            file + "%20",
            file + ".",
            file + "::$DATA",
            file + "?x",
            file + "%3fx",
            file + "%23",
            "js/../" + file,
            "js/..;/" + file,
            "js/..;x/" + file,
            "js/%2e%2e/" + file,
            "js/%2e%2e;/" + file,
            "js/..%2f" + file,
            "js/%2e%2e%2f" + file,
            "js/%252e%252e/" + file,
            "js/..%5c" + file,
            "js/..\\" + file,
            "js/%c0%ae%c0%ae/" + file,
            "js/%u002e%u002e/" + file,
            "js/lib/mqtt/../../../" + file,
            "api/../" + file,
            "api/..;/" + file,
            "api/demo/token/../../../" + file,
            "api/demo/token/..;/..;/..;/" + file,
            "api/demo/token/..%2f..%2f..%2f" + file,
            "nowhere/../" + file,
            "index.jsp/../" + file,
            "../reddot/" + file)) {
      Answer answer = RawHttp.call(attack.site(), "GET", path, "", new byte[0]);
      // A container may take what follows a ';' for a parameter of the start page's.
      boolean ourPage = answer.status() == 200 && answer.body().contains("data-context=");
      // Grizzly answers a broken percent-encoding with nothing at all.
      boolean nothing = answer.status() == 200 && answer.body().isEmpty() && path.contains("%u");
      assertTrue(
          ourPage || nothing || List.of(301, 302, 400, 401, 403, 404).contains(answer.status()),
          path + answer);
      assertGivesNothingAway(path, answer);
    }
  }

  private static void assertGivesNothingAway(String path, Answer answer) {
    assertFalse(SECRETS.matcher(answer.body()).find(), path + ": " + answer);
    String location = answer.header("Location");
    assertTrue(location.isEmpty() || location.startsWith("http://127.0.0.1:"), path + answer);
    if (!answer.body().strip().equals(UNDERTOWS)) {
      answer.assertTellsNoInsides();
    }
  }

  @Test
  void doesNotOpenTheSystemsFilesNorSources() throws Exception {
    for (String path :
        List.of(
            "../../../../../../etc/passwd",
            "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
            "..%2f..%2f..%2f..%2fetc/passwd",
            "..%5c..%5c..%5cboot.ini",
            "..;/..;/..;/etc/passwd",
            "js/....//....//....//etc/passwd",
            "/etc/passwd",
            "file:///etc/passwd",
            "js/",
            "js",
            "css/",
            "js/lib/",
            "WEB-INF/",
            "WEB-INF",
            "META-INF/",
            "index.jsp%00",
            "index.jsp%00.txt",
            "index.jsp/",
            "index.JSP",
            "index.jsp%20",
            "index.jsp.",
            "index.jsp%2e",
            "index.jsp::$DATA",
            "index%2ejsp%2f",
            "index.jsp%5c",
            "index.jsp~",
            "index.jsp.bak",
            "api/application.wadl",
            "api/openapi",
            "%00",
            "%",
            "%zz",
            "%ff%fe",
            ";",
            "?",
            "a".repeat(5_000),
            "a/".repeat(2_000))) {
      Answer answer = RawHttp.call(attack.site(), "GET", path, "", new byte[0]);
      assertTrue(answer.status() < 500, path + answer);
      assertGivesNothingAway(path, answer);
    }
  }

  /** The door stands before every spelling of an address under {@code api/}. */
  @Test
  void doesNotGetAroundTheDoor() throws Exception {
    for (String path :
        List.of(
            "/api/BACK",
            "//api/BACK",
            "./api/BACK",
            "api/./BACK",
            "api//BACK",
            "%61pi/BACK",
            "api%2fBACK",
            "API/BACK",
            "api;x/BACK",
            "api/;/BACK",
            ";x/api/BACK",
            "x/../api/BACK",
            "x/..;/api/BACK",
            "api/demo/token/../../BACK",
            "api/demo/token/..;/..;/BACK",
            "api/demo/token;/../../BACK",
            "api/demo/token%2f..%2f..%2fBACK",
            "api/mqtt/../BACK",
            "api/mqtt/..;/BACK",
            "api/mqtt;/../BACK",
            "js/../api/BACK",
            "error/../api/BACK",
            "api/BACK/",
            "api/BACK;jsessionid=1",
            "api/BACK%20",
            "api/BACK%00",
            "api/BACK.json")) {
      for (String back : List.of("messages", "poll", "inbox", "presence", "scheduled", "groups")) {
        String target = path.replace("BACK", back) + "?topic=%23&after=earliest";
        Answer answer = RawHttp.call(attack.site(), "GET", target, "", new byte[0]);
        assertTrue(answer.status() < 500, target + answer);
        assertFalse(answer.body().startsWith("{") && answer.status() == 200, target + answer);
        assertFalse(answer.header("Content-Type").startsWith("application/json"), target + answer);
        assertGivesNothingAway(target, answer);
      }
    }
  }

  /** Nor are grants forgotten on the way there. */
  @Test
  void anotherSpellingGrantsNothingMore() throws Exception {
    for (String api :
        List.of("/api/", "//api/", "./api/", "%61pi/", "api/./", "api//", "x/../api/")) {
      for (String path : List.of("messages", "poll", "sse", "iframe", "websocket")) {
        String target = api + path + "?topic=user/" + attack.bob();
        String headers =
            RawHttp.bearer(attack.mallory())
                + (path.equals("websocket") ? WebSocketAttacker.UPGRADE : "Connection: close\r\n");
        try (RawHttp connection = new RawHttp(attack.site())) {
          connection.say(RawHttp.request(attack.site(), "GET", target, headers));
          assertTrue(
              List.of(400, 403, 404).contains(connection.answer().status()),
              () -> "let in by " + target);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRACE", "TRACK", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "PROPFIND", "MKCOL",
        "COPY", "LOCK", "SEARCH", "DEBUG", "FOO", "get", "GET<script>", "\"'", "A%0d%0aB"
      })
  void doesNothingByAnotherMethod(String method) throws Exception {
    Site site = attack.site();
    String headers = RawHttp.bearer(site) + "X-Secret: repeated\r\nContent-Length: 0\r\n";
    for (String path :
        List.of(
            "api/poll?topic=x",
            "api/long-poll?topic=x&wait=0",
            "api/iframe?topic=x&origin=x",
            "api/messages",
            "api/topics/it/x",
            "api/inbox",
            "api/nowhere",
            "index.jsp",
            "poll.jsp",
            "js/page.js",
            "nowhere")) {
      Answer answer = RawHttp.call(site, method, path, headers, new byte[0]);
      assertFalse(answer.body().contains("repeated"), method + " " + path + answer);
      assertFalse(answer.body().contains("<script>"), method + " " + path + answer);
      assertGivesNothingAway(path, answer);
      // A containers' own word for what is no method is a bare one.
      boolean api = path.startsWith("api/") && answer.status() >= 400;
      if (api && !answer.body().isEmpty()) {
        answer.assertProblem(400, 403, 404, 405, 501);
      }
      assertTrue(answer.status() < 500 || answer.status() == 501, method + " " + path + answer);
    }
  }

  /** Two servers that disagree about where a request ends could be made to serve one to another. */
  @Test
  void doesNotGuessWhereARequestEnds() throws Exception {
    String smuggled = "GET /reddot/api/smuggled HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    for (String lengths :
        List.of(
            "Content-Length: 4\r\nContent-Length: 5\r\n",
            "Content-Length: 4, 5\r\n",
            "Content-Length: -4\r\n",
            "Content-Length: +4\r\n",
            "Content-Length: 0x4\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length: 4\r\nTransfer-Encoding: xchunked\r\n")) {
      try (RawHttp connection = new RawHttp(attack.site())) {
        String headers = RawHttp.bearer(attack.mallory()) + lengths;
        connection.say(
            RawHttp.request(attack.site(), "POST", "api/messages", headers)
                + "0\r\n\r\n"
                + smuggled);
        Answer answer = connection.answer();
        assertTrue(answer.status() == 0 || answer.status() >= 400, lengths + answer);
        answer.assertTellsNoInsides();
      }
    }
  }

  @Test
  void pagesOfErrorsAreOurs() throws Exception {
    Answer missing = RawHttp.call(attack.site(), "GET", "<script>x</script>", "", new byte[0]);
    assertFalse(missing.body().contains("<script>x"), missing::toString);
    Answer page = RawHttp.call(attack.site(), "GET", "nowhere", "", new byte[0]);
    assertEquals(404, page.status());
    assertTrue(page.body().contains("There is nothing here."), page::toString);
    Answer refused = RawHttp.call(attack.site(), "PUT", "js/page.js", "", new byte[0]);
    assertEquals(true, refused.status() == 403 || refused.status() == 405, refused::toString);
    assertTrue(refused.body().contains("That did not work."), refused::toString);
    Answer direct = RawHttp.call(attack.site(), "GET", "error", "", new byte[0]);
    assertEquals(404, direct.status());
  }

  /** Containers find an endpoint by more spellings than the door is asked for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/websocket",
        "/api/mqtt",
        "///api/websocket",
        "api//websocket",
        "api/%77ebsocket",
        "api/websocket/",
        "api/websocket;x",
        "api/./websocket",
        "api/poll",
        "index.jsp"
      })
  void aWebSocketIsHadAtItsOwnAddressOnly(String path) throws Exception {
    Site site = attack.mallory();
    for (String upgrade :
        List.of(
            WebSocketAttacker.UPGRADE,
            WebSocketAttacker.UPGRADE.replace("Upgrade: websocket", "Upgrade: x"))) {
      Answer answer = handshake(site, path, upgrade, "");
      assertTrue(answer.status() == 400 || answer.status() == 404, answer::toString);
      answer.assertTellsNoInsides();
    }
  }

  /** Undertow opens a socket without an endpoint for it. */
  @ParameterizedTest
  @ValueSource(strings = {"api/websocket", "api/mqtt"})
  void aHandshakeHasNoBody(String path) throws Exception {
    Site site = attack.mallory();
    String upgrade = WebSocketAttacker.UPGRADE;
    assertHasNoBody(handshake(site, path, upgrade + "Content-Length: 1\r\n", "x"));
    assertHasNoBody(
        handshake(site, path, upgrade + "Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\n\r\n"));
  }

  /** Not by its media type, which Payara leaves out of such an answer. */
  private static void assertHasNoBody(Answer answer) {
    assertEquals(400, answer.status(), answer::toString);
    assertTrue(
        answer.body().contains("A WebSocket handshake must not have a body"), answer::toString);
    answer.assertTellsNoInsides();
  }

  private static Answer handshake(Site site, String path, String upgrade, String body)
      throws Exception {
    try (RawHttp connection = new RawHttp(site)) {
      String headers = upgrade + RawHttp.bearer(site);
      connection.say(RawHttp.request(site, "GET", path + "?topic=everyone", headers) + body);
      return connection.answer();
    }
  }
}
