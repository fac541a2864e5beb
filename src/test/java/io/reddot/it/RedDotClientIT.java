package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.Await;
import io.reddot.fixture.BadProxy;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.OneServer;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

/** The drop-in client in a real browser, with what networks, proxies, servers and tabs do to it. */
@Tag(OneServer.TAG)
@Order(1)
class RedDotClientIT {
  private static final String START =
      """
      const [module, options, done] = arguments;
      import(module).then(({ RedDot }) => {
        window.seen = [];
        window.states = [];
        window.dot = new RedDot(options);
        dot.addEventListener('message', ({ detail }) => seen.push(detail.data));
        dot.addEventListener('state', ({ detail }) => states.push(detail.transport ?? detail.name));
        done('');
      }).catch((error) => done(String(error)));
      """;

  /** One of its own, for one test kills it. */
  private static ServerProcess server;

  private final String user = "u-" + UUID.randomUUID();
  private final String topic = DeployedWar.newTopic();
  private ChromeDriver browser;

  @BeforeAll
  static void startServer() throws Exception {
    server = new ServerProcess("client");
  }

  @AfterAll
  static void endServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private static Site site() {
    return server.site();
  }

  @BeforeEach
  void openBrowser() {
    browser = Browser.open();
  }

  @AfterEach
  void closeBrowser() {
    if (browser != null) {
      browser.quit();
    }
  }

  @Test
  void threeTabsShareOneConnectionAndTheOneThatHoldsItCanClose() throws Exception {
    List<String> tabs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      if (i > 0) {
        browser.switchTo().newWindow(WindowType.TAB);
      }
      tabs.add(browser.getWindowHandle());
      start(site(), Map.of());
      awaitOpen();
    }
    assertEquals(List.of("websocket"), sessions(site()));
    site().publishNumbers(topic, 0, 50);
    for (String tab : tabs) {
      browser.switchTo().window(tab);
      awaitSeen(50);
    }
    assertEquals(1, sessions(site()).size());

    browser.switchTo().window(tabs.remove(0)).close();
    browser.switchTo().window(tabs.get(0));
    site().publishNumbers(topic, 50, 100); // perhaps while nobody has the connection
    for (String tab : tabs) {
      browser.switchTo().window(tab);
      awaitSeen(100);
    }
    Await.until("one connection again", () -> sessions(site()).size() == 1);
    site().publishNumbers(topic, 100, 120);
    for (String tab : tabs) {
      browser.switchTo().window(tab);
      awaitSeen(120);
    }
  }

  @Test
  void findsItsWayDownAndUpAgainAndLosesNothing() throws Exception {
    try (BadProxy proxy = new BadProxy(site())) {
      proxy.refuseWebSockets(true);
      proxy.keepStreams(true);
      start(proxy.site(), Map.of("helloWithin", 1_500, "probeAfter", 2_000));
      awaitTransport("long-poll");
      site().publishNumbers(topic, 0, 20);
      awaitSeen(20);

      proxy.keepStreams(false);
      int published = publishUntil("sse", 20);
      awaitSeen(published);

      proxy.refuseWebSockets(false);
      published = publishUntil("websocket", published);
      awaitSeen(published);
      Await.until("one connection", () -> sessions(site()).equals(List.of("websocket")));

      proxy.refuseWebSockets(true);
      proxy.keepStreams(true);
      proxy.cut();
      site().publishNumbers(topic, published, published + 20);
      awaitTransport("long-poll");
      awaitSeen(published + 20);
    }
  }

  /** One after another, so that some come while the client hops. */
  private int publishUntil(String transport, int from) throws Exception {
    int next = from;
    while (!transport.equals(transport())) {
      site().publishNumbers(topic, next, ++next);
    }
    return next;
  }

  @Test
  void losesNothingWhenTheServerIsKilledAndStartedAgain() throws Exception {
    Map<String, String> tabs = new LinkedHashMap<>();
    for (String transport : List.of("websocket", "sse", "long-poll", "poll", "iframe")) {
      if (!tabs.isEmpty()) {
        browser.switchTo().newWindow(WindowType.TAB);
      }
      tabs.put(transport, browser.getWindowHandle());
      start(site(), Map.of("transports", List.of(transport)));
      awaitTransport(transport);
    }
    site().publishNumbers(topic, 0, 10);
    for (String tab : tabs.values()) {
      browser.switchTo().window(tab);
      awaitSeen(10);
    }
    server.kill();
    for (String tab : tabs.values()) {
      browser.switchTo().window(tab);
      Await.until("noticed", () -> !"open".equals(state()));
    }
    server.start();
    site().publishNumbers(topic, 10, 20);
    for (Map.Entry<String, String> tab : tabs.entrySet()) {
      browser.switchTo().window(tab.getValue());
      awaitSeen(20);
      assertEquals(tab.getKey(), transport());
      assertEquals(null, script("return dot.state.recovered === false || null"), tab.getKey());
    }
  }

  @Test
  void survivesAMinuteWithoutNetwork() throws Exception {
    try (BadProxy proxy = new BadProxy(site())) {
      start(proxy.site(), Map.of());
      awaitTransport("websocket");
      site().publishNumbers(topic, 0, 10);
      awaitSeen(10);
      long end = System.nanoTime() + 60_000_000_000L;
      proxy.goDown();
      site().publishNumbers(topic, 10, 30);
      Await.until("noticed", () -> "waiting".equals(state()));
      Await.until("a minute", Await.DEADLINE.plusSeconds(10), () -> System.nanoTime() > end);
      proxy.comeUp();
      awaitSeen(30);
      assertEquals("websocket", transport(), "the transport was not to blame");
    }
  }

  /** On the connection where the client can say so there, else by another one. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse"})
  void renewsItsTokenBeforeItEndsWithoutAGap(String transport) throws Exception {
    start(site(), Map.of());
    awaitOpen();
    long end = System.nanoTime() + 25_000_000_000L;
    browser.executeScript(
        """
        const RedDot = dot.constructor;
        dot.close();
        window.seen = [];
        window.states = [];
        window.tokens = 0;
        window.dot = new RedDot({
          ...arguments[0],
          token: () => arguments[1][tokens++],
        });
        dot.addEventListener('message', ({ detail }) => seen.push(detail.data));
        dot.addEventListener('state', ({ detail }) => states.push(detail.name));
        """,
        Map.of("topics", List.of(topic), "transports", List.of(transport)),
        List.of(token(20), token(600)));
    awaitTransport(transport);
    Await.until("one session", () -> sessions(site()).equals(List.of(transport)));
    String first = session();
    int next = 0;
    while (System.nanoTime() < end) {
      site().publishNumbers(topic, next, ++next);
      awaitSeen(next);
    }
    assertEquals(2L, script("return tokens"));
    assertEquals(transport.equals("websocket"), first.equals(session()));
    assertEquals(null, script("return states.includes('waiting') || null"));
  }

  /** What stands in an address stands in logs. */
  @Test
  void showsNoTokenInAnAddress() throws Exception {
    start(site(), Map.of());
    awaitOpen();
    browser.executeScript(
        """
        const RedDot = dot.constructor;
        dot.close();
        window.asked = [];
        const Real = WebSocket;
        window.WebSocket = class extends Real {
          constructor(address) {
            super(address);
            asked.push(address);
          }
        };
        window.dots = ['websocket', 'sse', 'long-poll', 'poll', 'iframe'].map(
          (transport) => new RedDot({ ...arguments[0], transports: [transport] }),
        );
        """,
        Map.of("topics", List.of(topic), "token", token(600)));
    Await.until(
        "all are open",
        () -> (Boolean) script("return dots.every(({ state }) => state.name === 'open')"));
    Object asked =
        script(
            """
            asked.push(...[...document.querySelectorAll('iframe')].map(({ src }) => src));
            asked.push(...performance.getEntriesByType('resource').map(({ name }) => name));
            return asked.filter((address) => address.includes('/api/'));
            """);
    List<String> addresses = ((List<?>) asked).stream().map(String::valueOf).toList();
    assertEquals(
        2, addresses.stream().filter(one -> one.contains("ticket=rdt-")).distinct().count());
    assertEquals(
        List.of(), addresses.stream().filter(one -> one.contains("token=")).distinct().toList());
  }

  private String session() throws Exception {
    List<JsonObject> all =
        Site.object(site().get("api/presence/" + user).body())
            .getJsonArray("sessions")
            .getValuesAs(JsonObject.class);
    return all.isEmpty() ? "" : all.get(0).getString("session");
  }

  private String token(int seconds) {
    return Site.token(user, List.of(), List.of(topic), List.of(), seconds);
  }

  private void start(Site site, Map<String, Object> more) {
    browser.get(site.uri("nowhere.jsp").toString()); // without a script of its own
    Map<String, Object> options = new HashMap<>(more);
    options.put("token", token(3_600));
    options.put("topics", List.of(topic));
    String module = site.uri("js/reddot.js").toString();
    assertEquals("", browser.executeAsyncScript(START, module, options));
  }

  private Object script(String script) {
    return browser.executeScript(script);
  }

  private String state() {
    return (String) script("return dot.state.name");
  }

  private String transport() {
    return (String) script("return dot.state.name === 'open' ? dot.state.transport : ''");
  }

  private void awaitOpen() throws Exception {
    Await.until("open", () -> "open".equals(state()));
  }

  private void awaitTransport(String name) throws Exception {
    try {
      Await.until(name, () -> name.equals(transport()));
    } catch (AssertionError e) {
      throw new AssertionError(script("return states") + " for " + name, e);
    }
  }

  /** All of them are there, in order, each once. */
  private void awaitSeen(int count) throws Exception {
    Await.until("all " + count, () -> (Long) script("return seen.length") >= count);
    assertEquals(LongStream.range(0, count).boxed().toList(), script("return seen"));
  }

  private List<String> sessions(Site site) throws Exception {
    return Site.object(site.get("api/presence/" + user).body())
        .getJsonArray("sessions")
        .getValuesAs(JsonObject.class)
        .stream()
        .map(session -> session.getString("transport"))
        .toList();
  }
}
