package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.OtherSite;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

/** Pages of other sites: those that are listed may call, those that are not may nothing. */
class CrossOriginIT {
  private static final String START =
      """
      const [module, options, done] = arguments;
      window.seen = [];
      import(module).then(({ RedDot }) => {
        window.dot = new RedDot(options);
        dot.addEventListener('message', ({ detail }) => seen.push(detail.data));
        done('');
      }).catch((error) => done(String(error)));
      """;

  private static OtherSite friend;
  private static OtherSite stranger;
  private static ServerProcess server;

  private final String user = "u-" + UUID.randomUUID();
  private final String topic = DeployedWar.newTopic();
  private ChromeDriver browser;

  @BeforeAll
  static void startServer() throws Exception {
    friend = new OtherSite();
    stranger = new OtherSite();
    server =
        new ServerProcess(
            "origins", Map.of("REDDOT_ORIGINS", "https://elsewhere.example," + friend.origin()));
  }

  @AfterAll
  static void endServer() throws Exception {
    for (AutoCloseable each : new AutoCloseable[] {server, friend, stranger}) {
      if (each != null) {
        each.close();
      }
    }
  }

  @AfterEach
  void closeBrowser() {
    if (browser != null) {
      browser.quit();
    }
  }

  private static Site site() {
    return server.site();
  }

  /** What such a page needs of its own policy, and not a word more. */
  private static String policy() {
    String there = site().uri("").toString();
    return "default-src 'none'; script-src %1$sjs/; connect-src %1$sapi/ %2$sapi/; frame-src %1$sapi/iframe;"
            .formatted(there, there.replace("http:", "ws:"))
        + " img-src data:; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'";
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "long-poll", "poll", "iframe"})
  void aListedSitesPageFollowsPublishesAndMarks(String transport) throws Exception {
    browser = Browser.open();
    friend.show(policy(), "");
    browser.get(friend.origin());
    assertEquals("", start("js/reddot.js", transport));
    Await.until("open", () -> "open".equals(script("return dot.state.name")));
    assertEquals(transport, script("return dot.state.transport"));
    site().publishNumbers(topic, 0, 20);
    Object answer =
        browser.executeAsyncScript(
            """
            const [topic, done] = arguments;
            dot.publish({ topic, data: 20 })
              .then(() => dot.read()).then(({ count }) => done(count), (e) => done(String(e)));
            """,
            topic);
    assertEquals(0L, answer);
    Await.until("all", () -> (Long) script("return seen.length") >= 21);
    assertEquals(LongStream.rangeClosed(0, 20).boxed().toList(), script("return seen"));
    assertEquals(List.of(), Browser.complaints(browser));
  }

  @Test
  void theElementStandsOnASiteWithAStrictPolicy() throws Exception {
    browser = Browser.open();
    friend.show(
        policy(),
        "<script type=module src='%sjs/red-dot.min.js'></script><red-dot url='%s' token='%s'></red-dot>"
            .formatted(site().uri(""), site().uri(""), token()));
    site().publish("user/" + user, "for the dot");
    browser.get(friend.origin());
    String badge =
        "return document.querySelector('red-dot').shadowRoot?.querySelector('[part~=badge]').innerText";
    Await.until("the badge", () -> "1".equals(script(badge)));
    browser
        .findElement(By.cssSelector("red-dot"))
        .getShadowRoot()
        .findElement(By.cssSelector("[part~=button]"))
        .click();
    String panel =
        "const p = document.querySelector('red-dot').shadowRoot.querySelector('[part~=panel]');"
            + " return p.innerText.includes('for the dot') && getComputedStyle(p).position";
    Await.until("the styled panel", () -> "fixed".equals(script(panel)));
    assertEquals(List.of(), Browser.complaints(browser));
  }

  @Test
  void anUnlistedSitesPageGetsNothingByAnyTransport() throws Exception {
    browser = Browser.open();
    stranger.show(policy(), "");
    browser.get(stranger.origin());
    assertTrue(start("js/reddot.js", "sse").startsWith("TypeError"), "not even the script");
    Object refused =
        browser.executeAsyncScript(
            """
            const [base, token, topic, done] = arguments;
            const query = `?topic=${topic}&token=${token}`;
            const asked = ['poll', 'long-poll', 'sse'].map((path) =>
              fetch(`${base}api/${path}${query}`).then(() => path, () => ''));
            const sockets = [['websocket', []], ['mqtt', ['mqtt']]].map(([path, protocols]) =>
              new Promise((resolve) => {
                const socket = new WebSocket(`${base.replace('http', 'ws')}api/${path}${query}`, protocols);
                socket.onopen = () => resolve(path);
                socket.onerror = () => resolve('');
              }));
            const framed = new Promise((resolve) => {
              const frame = document.createElement('iframe');
              addEventListener('message', () => resolve('iframe'));
              frame.onload = () => setTimeout(() => resolve(''), 500);
              frame.src = `${base}api/iframe${query}`;
              document.body.append(frame);
            });
            Promise.all([...asked, ...sockets, framed]).then(done, (e) => done(String(e)));
            """,
            site().uri("").toString(),
            token(),
            topic);
    assertEquals(List.of("", "", "", "", "", ""), refused);
  }

  @Test
  void answersAPreflightOfAListedOriginWithoutAToken() throws Exception {
    HttpResponse<String> answer = preflight(friend.origin());
    assertEquals(204, answer.statusCode());
    assertEquals(friend.origin(), header(answer, "Access-Control-Allow-Origin"));
    assertEquals("true", header(answer, "Access-Control-Allow-Credentials"));
    assertEquals("7200", header(answer, "Access-Control-Max-Age"));
    assertTrue(answer.headers().allValues("Vary").contains("Origin"));
    for (String allowed :
        List.of(
            "Authorization",
            "Content-Type",
            "If-None-Match",
            "Last-Event-ID",
            "traceparent",
            "X-Reddot-CSRF")) {
      assertTrue(header(answer, "Access-Control-Allow-Headers").contains(allowed), allowed);
    }
    assertTrue(header(answer, "Access-Control-Allow-Methods").contains("DELETE"));
    for (String foreign : List.of(stranger.origin(), "null", "*", friend.origin() + "/")) {
      HttpResponse<String> refused = preflight(foreign);
      assertProblem(403, refused);
      assertEquals("none", header(refused, "Access-Control-Allow-Origin"), foreign);
    }
  }

  private static HttpResponse<String> preflight(String origin) throws Exception {
    return send(
        HttpRequest.newBuilder(site().uri("api/messages"))
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization,content-type")
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api/poll",
        "api/long-poll",
        "api/sse",
        "api/iframe",
        "api/websocket",
        "api/mqtt",
        "api/inbox",
        "api/presence",
        "api/demo/token",
        "api/cookie",
        "api/nowhere"
      })
  void everythingIsRefusedToOtherOrigins(String path) throws Exception {
    for (String origin : List.of(stranger.origin(), "null", "https://evil.example")) {
      HttpResponse<String> refused = send(site().request(path).header("Origin", origin));
      assertProblem(403, refused);
      assertEquals("none", header(refused, "Access-Control-Allow-Origin"));
    }
  }

  @Test
  void whatAListedOriginsScriptIsRefusedItMayRead() throws Exception {
    HttpResponse<String> refused =
        send(HttpRequest.newBuilder(site().uri("api/poll")).header("Origin", friend.origin()));
    assertProblem(401, refused);
    assertEquals(friend.origin(), header(refused, "Access-Control-Allow-Origin"));
    HttpResponse<String> poll =
        send(site().request("api/poll?topic=" + topic).header("Origin", friend.origin()));
    assertEquals(200, poll.statusCode());
    assertTrue(header(poll, "Access-Control-Expose-Headers").contains("ETag"));
    assertTrue(poll.headers().allValues("Vary").contains("Origin"));
    // no header names an origin where none asked, or where it is our own
    HttpResponse<String> own =
        send(
            site()
                .request("api/poll?topic=" + topic)
                .header("Origin", "http://127.0.0.1:" + site().port()));
    assertEquals(200, own.statusCode());
    assertEquals("none", header(own, "Access-Control-Allow-Origin"));
  }

  /** The cookie would do: it is the handshake that must not come through. */
  @ParameterizedTest
  @ValueSource(strings = {"api/websocket", "api/mqtt"})
  void noOtherSitesPageOpensAWebSocketWithTheUsersCookie(String path) throws Exception {
    for (String origin : List.of(stranger.origin(), "null")) {
      CompletionException failure =
          assertThrows(CompletionException.class, () -> webSocket(path, origin));
      WebSocketHandshakeException refused = (WebSocketHandshakeException) failure.getCause();
      assertEquals(403, refused.getResponse().statusCode());
    }
    for (String origin : List.of(friend.origin(), "http://127.0.0.1:" + site().port())) {
      webSocket(path, origin).abort();
    }
  }

  private static WebSocket webSocket(String path, String origin) {
    return Site.HTTP
        .newWebSocketBuilder()
        .header("Origin", origin)
        .header("Cookie", "reddot-token=" + Site.TOKEN)
        .subprotocols("mqtt")
        .buildAsync(site().webSocket(path), new WebSocket.Listener() {})
        .join();
  }

  @Test
  void theStreamGoesToAllowedOriginsOnly() throws Exception {
    String path = "api/iframe?topic=" + topic + "&origin=";
    assertProblem(403, send(site().request(path + Site.encode(stranger.origin()))));
    assertProblem(403, send(site().request(path + "*")));
    assertProblem(403, send(site().request(path + "null")));
    HttpResponse<java.io.InputStream> stream =
        Site.HTTP.send(
            site().request(path + Site.encode(friend.origin())).build(),
            BodyHandlers.ofInputStream());
    try (java.io.InputStream body = stream.body()) {
      assertEquals(200, stream.statusCode());
      String policy = stream.headers().firstValue("Content-Security-Policy").orElseThrow();
      assertTrue(
          policy.contains("frame-ancestors 'self' https://elsewhere.example " + friend.origin()),
          policy);
      assertTrue(!policy.contains("unsafe") && !policy.contains("*"), policy);
      assertTrue(body.read() == '<');
    }
  }

  private String start(String module, String transport) {
    return (String)
        browser.executeAsyncScript(
            START,
            site().uri(module).toString(),
            Map.of("token", token(), "topics", List.of(topic), "transports", List.of(transport)));
  }

  private String token() {
    return Site.token(user, List.of(), List.of(topic), List.of(topic));
  }

  private Object script(String script) {
    return browser.executeScript(script);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return Site.HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("none");
  }
}
