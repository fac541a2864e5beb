package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.chrome.ChromeDriver;

/** The endless page in a real browser, which takes it in pieces as it pleases. */
class IframeIT extends DeployedWar {
  private static final String START =
      """
      const [module, options, done] = arguments;
      window.seen = [];
      window.evil = [];
      window.attempts = 0;
      import(module).then(({ RedDot }) => {
        window.dot = new RedDot(options);
        dot.addEventListener('state', ({ detail }) => attempts += detail.name === 'waiting');
        dot.addEventListener('message', ({ detail }) => {
          seen.push(detail.data.number);
          detail.data.text === detail.data.part.repeat(detail.data.times) || evil.push(detail.data);
        });
        done('');
      }).catch((error) => done(String(error)));
      """;

  private static final String EVIL =
      "</script><i></i><!--<script>parent.hacked=1</script>]]>\u2028&lt;\\u003c\"'ä\uD83D\uDE00";

  private final String topic = newTopic();
  private ChromeDriver browser;

  @BeforeEach
  void follow() throws Exception {
    browser = Browser.open();
    browser.get(site().uri("nowhere.jsp").toString());
    Map<String, Object> options =
        Map.of(
            "token",
            Site.token("u-" + UUID.randomUUID(), List.of(), List.of(topic), List.of()),
            "topics",
            List.of(topic),
            "transports",
            List.of("iframe"));
    String module = site().uri("js/reddot.js").toString();
    assertEquals("", browser.executeAsyncScript(START, module, options));
    Await.until("open", () -> "open".equals(script("return dot.state.name")));
  }

  @AfterEach
  void closeBrowser() {
    if (browser != null) {
      browser.quit();
    }
  }

  private Object script(String script) {
    return browser.executeScript(script);
  }

  private void publish(int from, int to, String part, int times) throws Exception {
    JsonArrayBuilder messages = Json.createArrayBuilder();
    for (int i = from; i < to; i++) {
      messages.add(
          Json.createObjectBuilder()
              .add("topic", topic)
              .add(
                  "data",
                  Json.createObjectBuilder()
                      .add("number", i)
                      .add("part", part)
                      .add("times", times)
                      .add("text", part.repeat(times))));
    }
    var response = site().post(messages.build().toString());
    assertEquals(200, response.statusCode(), response.body());
  }

  @Test
  void manyLargeMessagesComeWholeOnceInOrderAndTheirPageDoesNotGrow() throws Exception {
    int next = 0;
    for (int round = 0; round < 10; round++) {
      publish(next, next + 100, EVIL, 1 + round); // many in a block
      next += 100;
      publish(next, ++next, EVIL, 10_000); // half a megabyte: the parser sees it in pieces
      publish(next, ++next, "x", 300_000);
      int all = next;
      Await.until("all " + all, () -> (Long) script("return seen.length") >= all);
    }
    assertEquals(LongStream.range(0, next).boxed().toList(), script("return seen"));
    assertEquals(List.of(), script("return evil"));
    assertEquals(null, script("return window.hacked ?? null"));
    assertSmall();
    assertEquals(List.of(), Browser.violations(browser));
  }

  /** It is heard (nothing ends), and leaves nothing behind. */
  @Test
  void heartbeatsAreSignsOfLifeAndNoMore() throws Exception {
    browser.executeScript(
        "window.beats = 0; addEventListener('message', ({data}) => beats += data.reddot?.length === 0)");
    Await.until("three heartbeats", () -> (Long) script("return beats") >= 3);
    assertEquals(0L, script("return attempts"));
    assertEquals("open", script("return dot.state.name"));
    assertSmall();
    publish(0, 1, "still here", 1);
    Await.until("the message", () -> (Long) script("return seen.length") == 1);
  }

  private void assertSmall() throws Exception {
    String size =
        "return document.querySelector('iframe').contentDocument.documentElement.outerHTML.length";
    Await.until("what was passed on is gone", () -> (Long) script(size) < 200);
    assertTrue((Long) script(size) > 0);
  }
}
