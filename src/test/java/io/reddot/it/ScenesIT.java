package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Axe;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Dot;
import io.reddot.fixture.OneServer;
import io.reddot.fixture.Site;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** Each scene does what it promises, in a real browser. */
@Tag(OneServer.TAG)
class ScenesIT extends DeployedWar {
  static final List<String> SCENES =
      List.of(
          "dot",
          "comments",
          "ticks",
          "config",
          "chat",
          "assistant",
          "dashboard",
          "device",
          "order");

  /** Less than the wait of a long poll. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private final String user = "u-" + UUID.randomUUID().toString().substring(0, 8);
  private final String topic = "demo/" + newTopic();
  private final String device = topic + "/" + user;
  private final List<ChromeDriver> browsers = new ArrayList<>();
  private ChromeDriver browser;

  @BeforeEach
  void open() {
    browser = another();
  }

  private ChromeDriver another() {
    ChromeDriver opened = Browser.open();
    browsers.add(opened);
    return opened;
  }

  @AfterEach
  void nothingIsWrong() {
    try {
      for (ChromeDriver each : browsers) {
        assertEquals(List.of(), Browser.complaints(each));
      }
    } finally {
      browsers.forEach(ChromeDriver::quit);
    }
  }

  private void visit(ChromeDriver where, String scene, String query) throws Exception {
    where.get(site().uri("scenes/" + scene + ".jsp") + "?topic=" + topic + query);
    Await.until(
        scene + " is open", () -> "open".equals(find(where, "#state").getAttribute("data-state")));
  }

  private void visit(String scene) throws Exception {
    visit(browser, scene, "&user=" + user);
  }

  private static WebElement find(ChromeDriver where, String selector) {
    return where.findElement(By.cssSelector(selector));
  }

  private void click(String selector) {
    find(browser, selector).click();
  }

  private String text(String selector) {
    return text(browser, selector);
  }

  private static String text(ChromeDriver where, String selector) {
    return find(where, selector).getText();
  }

  /** Of all elements, read at once: the page may change them meanwhile. */
  @SuppressWarnings("unchecked")
  private static List<String> texts(ChromeDriver where, String selector) {
    return (List<String>)
        where.executeScript(
            "return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)",
            selector);
  }

  private void awaitText(ChromeDriver where, String selector, String wanted) throws Exception {
    Await.until(selector + " says " + wanted, () -> text(where, selector).equals(wanted));
  }

  private void send(String text) {
    find(browser, "#text").clear();
    find(browser, "#text").sendKeys(text, Keys.ENTER);
  }

  @Test
  void theDotCountsWhatTheSiteSends() throws Exception {
    Site reader = site().as(Site.token(user, List.of(), List.of(), List.of()));
    reader.done("POST", "api/inbox/read", "{\"all\":true}");
    visit("dot");
    Dot.awaitBadge(browser, "");
    send("Hello");
    Dot.awaitBadge(browser, "1");
    site().publish("user/" + user, "from a program");
    Dot.awaitBadge(browser, "2");
  }

  @Test
  void commentsAreOnEveryPageAndAreTakenBackEverywhere() throws Exception {
    visit("comments");
    send("<b>first</b>");
    Await.until("shown", () -> texts(browser, "#comments p").equals(List.of("<b>first</b>")));
    ChromeDriver other = another();
    visit(other, "comments", "&user=other");
    assertEquals(List.of("<b>first</b>"), texts(other, "#comments p"));
    assertEquals(List.of(), texts(other, "#comments button"));
    send("second");
    List<String> both = List.of("second", "<b>first</b>");
    Await.until("the newest first", () -> texts(other, "#comments p").equals(both));
    Await.until("both", () -> texts(browser, "#comments p").equals(both));
    browser.findElements(By.cssSelector("#comments button")).get(1).click();
    for (ChromeDriver each : browsers) {
      Await.until("taken back", () -> texts(each, "#comments p").equals(List.of("second")));
    }
  }

  @Test
  void commentsKeepTheNewestHundred() throws Exception {
    for (int i = 0; i < 105; i++) {
      site().publish(topic, comment(i));
    }
    visit("comments");
    assertEquals(100, texts(browser, "#comments li").size());
    assertEquals("104", texts(browser, "#comments p").get(0));
    site().publish(topic, comment(105));
    Await.until("one more", () -> texts(browser, "#comments p").get(0).equals("105"));
    assertEquals(100, texts(browser, "#comments li").size());
  }

  private static JsonObject comment(int number) {
    return Json.createObjectBuilder().add("by", "ann").add("text", "" + number).build();
  }

  @Test
  void ticksOfAPageThatWasAwayAreTheNewestOnes() throws Exception {
    visit("ticks");
    click("#pause");
    click("#publish");
    awaitText(browser, "#counts", "400 published here, 0 received");
    click("#resume");
    awaitText(browser, "#counts", "400 published here, 4 received");
    assertEquals(List.of("100", "100", "100", "100"), texts(browser, "#prices td:last-child"));
  }

  /** It may get all of them: what the network buffers is not replaced. */
  @Test
  void ticksOfAPageThatIsStalledEndAtTheNewest() throws Exception {
    visit("ticks");
    browser.executeScript(
        "document.querySelector('#publish').click();"
            + "const end = Date.now() + 2000; setTimeout(() => { while (Date.now() < end); }, 50)");
    List<String> newest = List.of("100", "100", "100", "100");
    Await.until("newest", () -> texts(browser, "#prices td:last-child").equals(newest));
    List<String> shown = texts(browser, "#prices td:nth-child(2)");
    List<String> stored =
        List.of("RED", "DOT", "LOG", "HUB").stream().map(this::newestPrice).toList();
    assertEquals(stored, shown);
    click("#publish");
    List<String> next = List.of("200", "200", "200", "200");
    Await.until("live", () -> texts(browser, "#prices td:last-child").equals(next));
  }

  private String newestPrice(String symbol) {
    try {
      List<JsonObject> ticks = site().history(topic + "/" + symbol);
      int cents = ticks.get(ticks.size() - 1).getJsonObject("data").getInt("price");
      return "%d.%02d".formatted(cents / 100, cents % 100);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void watchersAreAnswered304AndThenTheChangeAndLeaveNothingBehind() throws Exception {
    visit("config");
    List<String> none = List.of("no value yet", "no value yet");
    assertEquals(none, texts(browser, "#watchers code"));
    click("#add");
    browser.executeScript("document.querySelector('#wait').value = '2'");
    send("timeout=5");
    List<String> three = List.of("timeout=5", "timeout=5", "timeout=5");
    Await.until("all know", () -> texts(browser, "#watchers code").equals(three));
    Await.until(
        "304 twice",
        () ->
            texts(browser, "#watchers span").stream()
                .allMatch(each -> each.matches("304: unchanged, ([2-9]|\\d\\d)×")));
    site().publish(topic, Json.createObjectBuilder().add("value", "timeout=9").build());
    List<String> changed = List.of("timeout=9", "timeout=9", "timeout=9");
    Await.until("changed", () -> texts(browser, "#watchers code").equals(changed));
    browser.executeScript("document.querySelector('#wait').value = '25'");
    Await.until("all are held", () -> held() == 3);
    browser.get(site().uri("scenes.jsp").toString());
    Await.until("the requests have ended before their time", SOON, () -> held() <= 1);
  }

  /**
   * The requests that the server holds for this user. For a while after the last one, presence
   * keeps one entry.
   */
  private int held() throws Exception {
    return site().done("GET", "api/presence/" + user, "").getJsonArray("sessions").size();
  }

  @Test
  void theRoomShowsWhoIsInItAndWhoHasLeft() throws Exception {
    visit(browser, "chat", "&user=ann");
    ChromeDriver other = another();
    visit(other, "chat", "&user=bob");
    for (ChromeDriver each : browsers) {
      Await.until("both", () -> texts(each, "#members li").equals(List.of("ann", "bob")));
    }
    send("Hello, <i>Bob</i>");
    for (ChromeDriver each : browsers) {
      Await.until("said", () -> texts(each, "#lines p").equals(List.of("Hello, <i>Bob</i>")));
    }
    Browser.screenshot(browser, "scene-chat-two");
    assertEquals(List.of(), Browser.complaints(other));
    browsers.remove(other);
    other.get("about:blank");
    other.quit();
    Await.until("bob has left", () -> texts(browser, "#members li").equals(List.of("ann")));
    browser.navigate().refresh();
    Await.until("the line is still there", () -> texts(browser, "#lines p").size() == 1);
  }

  @Test
  void theAnswerIsCompleteAfterReloadsInTheMiddle() throws Exception {
    visit("assistant");
    click("#ask");
    for (int least : List.of(5, 30)) {
      Await.until(least + " tokens", () -> arrived() >= least);
      assertTrue(arrived() < all(), text("#progress"));
      click("#reload");
      Await.until(
          "open again", () -> find(browser, "#state").getAttribute("data-state").equals("open"));
    }
    Await.until("complete", () -> arrived() == all());
    String answer =
        (String)
            browser.executeAsyncScript(
                "import('/reddot/js/words.js').then(({ w }) => arguments[0](w.scenes.answer))");
    assertEquals(answer, text("#answer"));
    assertEquals("Open by server-sent events", text("#state"));
    browser.navigate().refresh();
    Await.until("kept", () -> text("#answer").equals(answer));
  }

  private int arrived() {
    return progress(0);
  }

  private int all() {
    return progress(1);
  }

  /** {@code 12 of 90 tokens} */
  private int progress(int part) {
    String text = texts(browser, "#progress").get(0);
    return text.isEmpty() ? 0 : Integer.parseInt(text.split(" (of|tokens) ?")[part].strip());
  }

  @ParameterizedTest
  @CsvSource({"operator, 4", "'', 3"})
  void theDashboardShowsSamples(String role, int tiles) throws Exception {
    visit(browser, "dashboard", "&user=" + user + "&role=" + role);
    assertEquals(tiles, texts(browser, ".tile").size());
    if (role.isEmpty()) {
      click("#publish");
      awaitText(browser, "#from", "web-1");
    }
    Await.until(
        "a line",
        () ->
            Boolean.TRUE.equals(
                browser.executeScript(
                    "return [...document.querySelectorAll('polyline')]"
                        + ".every((each) => each.getAttribute('points').split(' ').length > 2)")));
    assertTrue(texts(browser, ".tile b").stream().noneMatch("–"::equals));
    Browser.screenshot(browser, "scene-dashboard-" + (role.isEmpty() ? "agent" : "operator"));
  }

  @Test
  void theDeviceObeysAndIsOfflineOnceItsSocketIsGone() throws Exception {
    visit("device");
    awaitText(browser, "#lamp", "Off");
    click("#on");
    awaitText(browser, "#lamp", "On");
    awaitText(browser, "#device", "Connected. The lamp: On");
    site().publish(device + "/command", Json.createObjectBuilder().add("on", false).build());
    awaitText(browser, "#lamp", "Off");
    click("#cut");
    awaitText(browser, "#device", "Not connected");
    awaitText(browser, "#lamp", "Offline");
    click("#connect");
    awaitText(browser, "#lamp", "Off");
    browser.get("about:blank"); // the whole device is gone
    Await.until(
        "its will",
        () -> {
          List<JsonObject> states = site().history(device + "/state");
          String last =
              states.get(states.size() - 1).getString("data"); // MQTT's payload is text here
          return last.equals("{\"online\":false}");
        });
  }

  @Test
  void theDeviceIsCommandedFromATerminal() throws Exception {
    visit("device");
    Await.until("the token", () -> !texts(browser, "#request .token").isEmpty());
    String lines = texts(browser, "#request code").get(0);
    assertTrue(lines.contains(" -t " + device + "/state -v"), lines);
    assertTrue(lines.contains(" -t " + device + "/command -q 1 -m '{\"on\":true}'"), lines);
  }

  @Test
  void theOrderMovesOnAndALaterPageKnows() throws Exception {
    visit("order");
    click("#next");
    Await.until("placed", () -> texts(browser, ".done").equals(List.of("Placed")));
    site().publish(topic, Json.createObjectBuilder().add("status", "shipped").build());
    Await.until("shipped", () -> text("[aria-current=step]").equals("Shipped"));
    assertEquals(4, texts(browser, ".done").size());
    ChromeDriver other = another();
    visit(other, "order", "&user=other");
    assertEquals("Shipped", text(other, "[aria-current=step]"));
    click("#next");
    Await.until("delivered", () -> text(other, "[aria-current=step]").equals("Delivered"));
    assertEquals("true", find(other, "#next").getAttribute("disabled"));
  }

  /** A publisher may send anything to the topic of a scene. */
  @ParameterizedTest
  @ValueSource(strings = {"comments", "ticks", "config", "chat", "dashboard", "device", "order"})
  void whatASceneDoesNotExpectDoesNotBreakIt(String scene) throws Exception {
    for (String under : List.of("", "/RED", "/said", "/members", "/" + user + "/state")) {
      site().publish(topic + under, JsonValue.NULL);
      site().publish(topic + under, "<img src=x>");
    }
    visit(browser, scene, "&role=&user=" + user);
    site().publish(topic, JsonValue.NULL);
    site().publish(topic + "/" + user + "/state", JsonValue.NULL);
    assertEquals("", text("#error"));
    assertEquals(List.of(), browser.findElements(By.cssSelector("#scene img")));
    useIt(scene);
  }

  @Test
  void theSourceIsTheScriptThatRuns() throws Exception {
    for (String scene : SCENES) {
      visit(scene);
      Await.until(
          scene + " shows its source",
          () -> texts(browser, "[data-source] pre code").stream().noneMatch(String::isEmpty));
      String script =
          (String)
              browser.executeScript("return document.querySelector('script[type=module]').src");
      assertTrue(script.endsWith("/js/scenes/" + scene + ".js"), script);
      assertEquals(
          site().get("js/scenes/" + scene + ".js").body(),
          texts(browser, "[data-source] pre code").get(0));
    }
  }

  /** Colors do not depend on the width, nor what fits on the theme. */
  @ParameterizedTest
  @CsvSource({"light, en, 1280", "dark, zh-CN, 390"})
  void everySceneIsAccessibleAndFits(String theme, String language, int width) throws Exception {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width == 390));
    for (String scene : SCENES) {
      visit(browser, scene, "&user=" + user + "&lang=" + language);
      useIt(scene);
      String name = "scene-%s-%s-%s-%d".formatted(scene, language, theme, width);
      Browser.screenshot(browser, name);
      assertEquals(List.of(), Axe.violations(browser), name);
      long wide = (long) browser.executeScript("return document.documentElement.scrollWidth");
      assertTrue(wide <= width, name + " is as wide as " + wide);
    }
  }

  /** So that there is something to see. */
  private void useIt(String scene) throws Exception {
    switch (scene) {
      case "dot", "comments", "chat" -> send("Hello, 你好");
      case "config" -> send("timeout=5");
      case "ticks" -> click("#publish");
      case "assistant" -> {
        click("#ask");
        Await.until("some tokens", () -> text("#answer").length() > 20);
      }
      case "dashboard" -> {
        if (find(browser, "#publish").isDisplayed()) {
          click("#publish");
        }
        Await.until("a sample", () -> texts(browser, ".tile b").stream().noneMatch("–"::equals));
      }
      case "device" -> {
        Await.until("connected", () -> find(browser, "#cut").isEnabled());
        click("#on");
        Await.until("on", () -> "on".equals(find(browser, "#lamp").getAttribute("data-lamp")));
      }
      default -> {
        if (find(browser, "#next").isEnabled()) {
          click("#next");
          Await.until("moved", () -> !text("#now").isEmpty());
        }
      }
    }
  }
}
