package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import io.reddot.fixture.WebSocketSubscriber;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.SearchContext;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** Rich text: cleaned whichever way it comes in, and shown as such and as nothing else. */
class RichTextIT extends DeployedWar {
  private static final String DIRTY =
      "<b onclick=\"window.hacked=1\">Hi</b><script>window.hacked=1</script>"
          + "<img src=x onerror=\"window.hacked=1\"><a href=\"https://x.example/\">there</a>"
          + "<a href=\"javascript:window.hacked=1\">not</a>";

  private static final String CLEAN =
      "<b>Hi</b><a href=\"https://x.example/\" rel=\"noopener nofollow\">there</a>"
          + "<a rel=\"noopener nofollow\">not</a>";

  private ChromeDriver browser;

  @AfterEach
  void closeBrowser() {
    if (browser != null) {
      try {
        assertEquals(null, browser.executeScript("return window.hacked"));
        assertEquals(List.of(), Browser.complaints(browser));
      } finally {
        browser.quit();
      }
    }
  }

  private static JsonObject data(String html) {
    return Json.createObjectBuilder().add("title", "<i>T</i>").add("html", html).build();
  }

  private static String message(String topic, String id, String html) {
    return Json.createObjectBuilder()
        .add("topic", topic)
        .add("id", id)
        .add("data", data(html))
        .build()
        .toString();
  }

  private List<JsonObject> stored(String topic) throws Exception {
    return site().history(topic).stream().map(each -> each.getJsonObject("data")).toList();
  }

  @Test
  void isCleanedWhicheverWayItComesIn() throws Exception {
    String topic = newTopic();
    site().publish(topic, data(DIRTY));
    assertEquals(200, site().post("[" + message(topic, newTopic(), DIRTY) + "]").statusCode());
    byte[] raw = data(DIRTY).toString().getBytes(StandardCharsets.UTF_8);
    assertEquals(200, site().post("api/topics/" + topic, "application/json", raw).statusCode());
    assertEquals(200, site().post("api/topics/" + topic, "application/x+json", raw).statusCode());
    try (WebSocketSubscriber socket = new WebSocketSubscriber(site(), "latest", newTopic())) {
      socket.hello();
      socket.send(
          Json.createObjectBuilder(Site.object(message(topic, newTopic(), DIRTY)))
              .add("type", "publish")
              .add("ref", 1)
              .build()
              .toString());
      socket.expect("published");
      socket.closeExhausted();
    }
    String later =
        Json.createObjectBuilder(Site.object(message(topic, newTopic(), DIRTY)))
            .add("sendAt", Instant.now().plusSeconds(2).toString())
            .build()
            .toString();
    assertEquals(200, site().post(later).statusCode());
    Await.until("all six", () -> stored(topic).size() == 6);
    for (JsonObject each : stored(topic)) {
      assertEquals(data(CLEAN), each);
    }
  }

  @Test
  void theSameIdAgainIsTheSameMessageCleanedOrNot() throws Exception {
    String topic = newTopic();
    assertFalse(publishes(message(topic, topic, DIRTY)));
    assertTrue(publishes(message(topic, topic, DIRTY)));
    assertTrue(publishes(message(topic, topic, CLEAN)));
    assertProblem(409, site().post(message(topic, topic, "<b>Another</b>")));
    assertEquals(1, stored(topic).size());
  }

  private boolean publishes(String json) throws Exception {
    var response = site().post(json);
    assertEquals(200, response.statusCode(), response.body());
    return Site.object(response.body()).getBoolean("duplicate");
  }

  @Test
  void tooMuchOfItIsRefused() throws Exception {
    String topic = newTopic();
    assertProblem(413, site().post(message(topic, topic, "x".repeat(65_537))));
    assertEquals(List.of(), stored(topic));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "poll", "iframe", "sse", "websocket"})
  void thePagesShowItAsRichText(String page) throws Exception {
    String topic = "demo/" + newTopic();
    browser = Browser.open();
    String path = page.isEmpty() ? "" : page + ".jsp";
    browser.get(site().uri(path) + "?user=alice&topic=" + topic);
    Await.until(
        "open",
        () -> "open".equals(browser.findElement(By.id("state")).getAttribute("data-state")));
    site().publish(topic, data(DIRTY));
    Await.until("shown", () -> !browser.findElements(By.cssSelector("#messages .rich")).isEmpty());
    assertRich(browser.findElement(By.cssSelector("#messages .rich")));
  }

  @Test
  void soDoesTheElement() throws Exception {
    String user = "u-" + UUID.randomUUID().toString().substring(0, 8);
    site().publish("user/" + user, data(DIRTY));
    browser = Browser.open();
    browser.get(site().uri("dot.jsp") + "?user=" + user);
    SearchContext dot = browser.findElement(By.cssSelector("red-dot")).getShadowRoot();
    Await.until("counted", () -> !part(dot, "badge").getText().isEmpty());
    part(dot, "button").click();
    Await.until("shown", () -> !dot.findElements(By.cssSelector("[part~=html]")).isEmpty());
    assertRich(part(dot, "html"));
    assertEquals("<i>T</i>", part(dot, "heading").getText());
    WebElement bold = part(dot, "html").findElement(By.cssSelector("b"));
    bold.click();
    // Only this one: everybody has what other tests have sent to everyone.
    By unread = By.cssSelector("[part~=item]:has([part~=html]) [part~=unread]");
    Await.until("read", () -> dot.findElements(unread).isEmpty());
    assertTrue(bold.isDisplayed(), "drawn again, the text stays the same elements");
    Browser.screenshot(browser, "dot-rich");
  }

  @Test
  void thePageOfTheDotLetsOneTryIt() throws Exception {
    String user = "u-" + UUID.randomUUID().toString().substring(0, 8);
    browser = Browser.open();
    browser.get(site().uri("dot.jsp") + "?user=" + user);
    browser.findElement(By.cssSelector("#publish [name=text]")).sendKeys(DIRTY);
    browser.findElement(By.cssSelector("#publish [name=rich]")).click();
    browser.findElement(By.cssSelector("#publish button")).click();
    Await.until("stored", () -> stored("user/" + user).size() == 1);
    assertEquals(CLEAN, stored("user/" + user).get(0).getString("html"));
  }

  private static WebElement part(SearchContext dot, String part) {
    return dot.findElement(By.cssSelector("[part~=" + part + "]"));
  }

  private static void assertRich(WebElement shown) {
    assertEquals("Hi", shown.findElement(By.cssSelector("b")).getText());
    List<WebElement> links = shown.findElements(By.cssSelector("a"));
    assertEquals("https://x.example/", links.get(0).getDomProperty("href"));
    assertEquals("noopener nofollow", links.get(0).getDomProperty("rel"));
    assertEquals("", links.get(1).getDomProperty("href"));
    assertEquals(0, shown.findElements(By.cssSelector("img, script, [onclick]")).size());
  }
}
