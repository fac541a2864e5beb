package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Jwt;
import io.reddot.fixture.ServerSettings;
import io.reddot.fixture.Site;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The pages, in a real browser. */
@Order(1)
class PagesIT extends DeployedWar {
  private ChromeDriver browser;

  @BeforeEach
  void openBrowser() {
    browser = Browser.open();
  }

  @AfterEach
  void closeBrowser() {
    if (browser != null) {
      try {
        assertEquals(List.of(), Browser.violations(browser));
      } finally {
        browser.quit();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "poll", "long-poll", "iframe", "sse", "websocket", "mqtt"})
  void countsWhatIsPublishedAndShowsWhereItStands(String page) throws Exception {
    String topic = "demo/" + newTopic();
    browser.get(address(page, topic));
    await("open", () -> attribute("state", "data-state").equals("open"));
    assertEquals("0", text("dot"));

    browser.findElement(By.cssSelector("#publish [name=text]")).sendKeys("from the <b>page</b>");
    browser.findElement(By.cssSelector("#publish button")).click();
    await("one", () -> text("dot").equals("1"));
    site().publish(topic, "from a program");
    await("two", () -> text("dot").equals("2"));

    await(
        "both, newest first",
        () -> messages().equals(List.of("from a program", "from the <b>page</b>")));
    String head = site().history(topic).get(1).getString("cursor");
    await("the cursor", () -> text("cursor").equals(head));
    assertEquals("", text("error"));
    Browser.screenshot(browser, page.isEmpty() ? "index" : page);
    assertEquals(List.of(), Browser.complaints(browser));
  }

  @ParameterizedTest
  @CsvSource({"poll, sse", "poll, mqtt", "mqtt, sse"})
  void goesOnWhereAnotherTransportStopped(String first, String second) throws Exception {
    String topic = "demo/" + newTopic();
    browser.get(address(first, topic));
    await("open", () -> attribute("state", "data-state").equals("open"));
    site().publish(topic, "1");
    await("one", () -> text("dot").equals("1"));
    browser.findElement(By.id("disconnect")).click();
    await("closed", () -> attribute("state", "data-state").equals("closed"));
    site().publishNumbers(topic, 2, 5);
    browser
        .findElement(By.cssSelector("a[data-carry=cursor][href*='/" + second + ".jsp']"))
        .click();
    await("the three that were missed", () -> text("dot").equals("3"));
    assertEquals(List.of(), Browser.complaints(browser));
  }

  @Test
  void mqttGoesOnAfterTheConnectionWasCut() throws Exception {
    String topic = "demo/" + newTopic();
    browser.get(address("mqtt", topic));
    await("open", () -> attribute("state", "data-state").equals("open"));
    site().publish(topic, "1");
    await("one", () -> text("dot").equals("1"));
    browser.findElement(By.id("disconnect")).click();
    await("closed", () -> attribute("state", "data-state").equals("closed"));
    site().publishNumbers(topic, 2, 5);
    browser.findElement(By.id("reconnect")).click();
    await("all four, once", () -> text("dot").equals("4"));
    assertEquals(List.of("4", "3", "2", "1"), messages());
    assertEquals(List.of(), Browser.complaints(browser));
  }

  /** A browser reports an error, and no code, if anything comes behind the server's close frame. */
  @Test
  void aScriptHearsWhyItsWebSocketEnded() throws Exception {
    String user = "u-" + newTopic().replace("/", "-");
    String topic = "demo/" + user;
    String ticket =
        site().as(Jwt.of(user, topic).token()).done("POST", "api/tickets", "").getString("ticket");
    browser.get(address("websocket", topic));
    browser.executeScript(
        "const socket = new WebSocket(`api/websocket?topic=${arguments[0]}&ticket=${arguments[1]}`);"
            + "window.ended = 'not open';"
            + "socket.onmessage = () => { window.ended = 'open'; };"
            + "socket.onclose = (e) => { window.ended = `${e.code} ${e.reason} ${e.wasClean}`; };",
        Site.encode(topic),
        ticket);
    await("open", () -> ended().equals("open"));
    site().done("POST", "api/users/" + user + "/disconnect", "");
    await("the end", () -> !ended().equals("open"));
    assertEquals("4403 revoked true", ended());
    assertEquals(List.of(), Browser.complaints(browser));
  }

  private String ended() {
    return (String) browser.executeScript("return window.ended");
  }

  @Test
  void mqttSaysHowToDoTheSameFromATerminal() {
    String topic = "demo/" + newTopic();
    browser.get(address("mqtt", topic));
    String port = Integer.toString(ServerSettings.MQTT_PORT);
    await("the token", () -> !browser.findElements(By.cssSelector("#request .token")).isEmpty());
    // at once, for the lines are written anew with each cursor
    List<?> shown =
        (List<?>)
            browser.executeScript(
                "return ['code', '.token'].map((each) =>"
                    + " document.querySelector(`#request ${each}`).textContent)");
    String text = (String) shown.get(0);
    String token = (String) shown.get(1);
    String call =
        " -h 127.0.0.1 -p " + port + " -V mqttv5 -u alice -P " + token + " -t " + topic + " ";
    assertTrue(text.contains("mosquitto_sub" + call), text);
    assertTrue(text.contains("mosquitto_pub" + call), text);
  }

  @Test
  void everyPageIsWhole() throws Exception {
    for (String page :
        List.of(
            "",
            "dot",
            "scenes",
            "console",
            "api",
            "lab",
            "poll",
            "long-poll",
            "iframe",
            "sse",
            "websocket",
            "mqtt")) {
      var response = site().get(page.isEmpty() ? "" : page + ".jsp");
      assertEquals(200, response.statusCode(), page);
      Document document = Jsoup.parse(response.body());
      assertEquals("en", document.selectFirst("html").attr("lang"));
      assertTrue(document.title().contains("Red Dot"), document.title());
      assertEquals(1, document.select("h1").size(), page);
      for (var asset : document.select("link[href], script[src]")) {
        String path = asset.hasAttr("src") ? asset.attr("src") : asset.attr("href");
        assertEquals(200, site().get(path.replaceFirst("^/reddot/", "")).statusCode(), path);
      }
    }
    var missing = site().get("nowhere.jsp");
    assertEquals(404, missing.statusCode());
    assertTrue(Jsoup.parse(missing.body()).text().contains("There is nothing here."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dot.jsp",
        "scenes.jsp",
        "scenes/dot.jsp",
        "scenes/comments.jsp",
        "scenes/ticks.jsp",
        "scenes/config.jsp",
        "scenes/chat.jsp",
        "scenes/assistant.jsp",
        "scenes/dashboard.jsp",
        "scenes/device.jsp",
        "scenes/order.jsp",
        "console.jsp",
        "api.jsp",
        "lab.jsp",
        "poll.jsp",
        "long-poll.jsp",
        "iframe.jsp",
        "sse.jsp",
        "websocket.jsp",
        "mqtt.jsp",
        "nowhere.jsp"
      })
  void everyPageSpeaksTheBrowsersLanguage(String page) throws Exception {
    var response =
        Site.HTTP.send(
            site().request(page).header("Accept-Language", "zh-TW,zh;q=0.9,en;q=0.8").build(),
            BodyHandlers.ofString());
    assertEquals("zh-CN", response.headers().firstValue("Content-Language").orElse("none"));
    assertTrue(response.headers().allValues("Vary").contains("Accept-Language, Cookie"), page);
    Document document = Jsoup.parse(response.body());
    assertEquals("zh-CN", document.selectFirst("html").attr("lang"));
    assertEquals("English", document.select(".top .language").text());
    document.select("code, pre, .language, [lang=en], noscript, datalist").remove();
    for (var each : document.select("h1, h2, p, label, button, nav, .demo, footer")) {
      String text = each.ownText().replaceAll("[^\\p{L}]", "");
      boolean name = text.matches("(API|iframe|SSE|WebSocket|MQTT|Apache ?License.*|English)?");
      assertTrue(name || text.matches("(?s).*\\p{IsHan}.*"), each::toString);
    }
  }

  @Test
  void theLanguageIsChosenByALinkAndStays() throws Exception {
    String topic = "demo/" + newTopic();
    browser.get(address("sse", topic));
    await("open", () -> attribute("state", "data-state").equals("open"));
    browser.findElement(By.cssSelector(".top .language")).click();
    await("connected again", () -> text("state").equals("已连接"));
    assertEquals(topic, browser.findElement(By.id("topic")).getText());
    browser.findElement(By.cssSelector("#publish [name=text]")).sendKeys("你好");
    browser.findElement(By.cssSelector("#publish button")).click();
    await("one", () -> text("dot").equals("1"));
    String outcome = "#publish output";
    await(
        "stored", () -> browser.findElement(By.cssSelector(outcome)).getText().startsWith("已存储于"));
    browser.findElement(By.id("disconnect")).click();
    await("closed", () -> text("state").equals("已关闭。你已断开连接。"));

    browser.get(site().uri("console.jsp") + "#online");
    await("another page", () -> browser.getTitle().startsWith("在线 · 控制台"));
    browser.findElement(By.cssSelector(".top .language")).click();
    await("the same view", () -> browser.getTitle().startsWith("Online · Console"));
    assertEquals(List.of(), Browser.complaints(browser));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "index.jsp",
        "dot.jsp",
        "console.jsp",
        "mqtt.jsp",
        "scenes.jsp",
        "scenes/device.jsp",
        "js/scenes/device.js",
        "js/reddot.js",
        "js/red-dot.min.js",
        "js/lib/mqtt/dist/mqtt.esm.js",
        "css/reddot.css",
        "favicon.svg",
        "nowhere.jsp",
        "no/where",
        "js/nowhere.js"
      })
  void allThatBrowsersGetComesWithAPolicy(String path) throws Exception {
    assertPolicy(site().get(path));
  }

  @Test
  void soDoesWhatTheContainerRefuses() throws Exception {
    assertPolicy(site().send("POST", "css/reddot.css", "{}"));
    assertPolicy(site().send("PUT", "index.jsp", "{}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "css/reddot.css", "api/messages", "api/nowhere", "nowhere.jsp"})
  void nothingTellsWhichServerItIs(String path) throws Exception {
    HttpHeaders headers = site().get(path).headers();
    assertEquals(List.of(), headers.allValues("Server"));
    for (String poweredBy : headers.allValues("X-Powered-By")) {
      assertTrue(poweredBy.matches("JSP/[\\d.]+"), poweredBy); // WildFly's; reddot.cli ends that
    }
  }

  private static void assertPolicy(HttpResponse<String> response) {
    String policy = response.headers().firstValue("Content-Security-Policy").orElse("none");
    String what = response.statusCode() + " " + response.uri() + ": " + policy;
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), what);
    assertTrue(policy.contains("frame-ancestors 'none'"), what);
    assertFalse(policy.contains("unsafe") || policy.contains("*"), what);
    assertEquals(
        "nosniff", response.headers().firstValue("X-Content-Type-Options").orElse("none"), what);
    assertEquals(
        "no-referrer", response.headers().firstValue("Referrer-Policy").orElse("none"), what);
  }

  @Test
  void everyPageSaysThatThisIsTheDemo() throws Exception {
    for (String page :
        List.of(
            "",
            "dot.jsp",
            "scenes/order.jsp",
            "console.jsp",
            "poll.jsp",
            "mqtt.jsp",
            "nowhere.jsp")) {
      Document document = Jsoup.parse(site().get(page).body());
      assertTrue(document.select("#demo").text().startsWith("Demo mode."), page);
    }
  }

  private String address(String page, String topic) {
    return site().uri(page.isEmpty() ? "" : page + ".jsp") + "?user=alice&topic=" + topic;
  }

  private List<String> messages() {
    return browser.findElements(By.cssSelector("#messages .data")).stream()
        .map(WebElement::getText) // empty until it has faded in
        .toList();
  }

  private String text(String id) {
    return browser.findElement(By.id(id)).getText();
  }

  private String attribute(String id, String name) {
    return browser.findElement(By.id(id)).getAttribute(name);
  }

  private void await(String what, BooleanSupplier condition) {
    new WebDriverWait(browser, Duration.ofSeconds(30))
        .withMessage(() -> what + "; the page says: " + text("state") + " " + text("error"))
        .until(driver -> condition.getAsBoolean());
  }
}
