package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Axe;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.OneServer;
import io.reddot.fixture.Site;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The operator's console, in a real browser. */
class ConsoleIT extends DeployedWar {
  /** The widest that a phone's page may be. */
  private static final int PHONE = 390;

  private static final String UNIQUE = UUID.randomUUID().toString().substring(0, 8);

  private final String user = "u-" + UUID.randomUUID().toString().substring(0, 8);
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

  @Test
  void sendsAMessageThatThePreviewHasShownAndSaysWhomItReaches() throws Exception {
    open("send");
    press("Send");
    awaitText(".outcome.failed", "Choose at least one recipient");
    field("recipient").sendKeys(user, Keys.ENTER);
    Await.until("chosen", () -> text(".chips li").startsWith("user/" + user));
    Await.until("reach", () -> text(".reach").contains("1 user is meant, 0 of them online now."));
    awaitText(".reach .notice", "user/" + user + " was never seen");
    field("title").sendKeys("Lunch <b>now</b>");
    field("text").sendKeys("There is <i>pie</i>.");
    field("rich").click();
    String preview =
        "return document.querySelector('.preview').shadowRoot.querySelector('[part~=item]')?.innerHTML ?? ''";
    Await.until(
        "the preview",
        () -> {
          String shown = (String) browser.executeScript(preview);
          return shown.contains("Lunch &lt;b&gt;now&lt;/b&gt;") && shown.contains("<i>pie</i>");
        });
    press("Send");
    confirm("Send");
    awaitText(".outcome", "Sent.");
    JsonObject stored = site().history("user/" + user).get(0);
    assertEquals("Lunch <b>now</b>", stored.getJsonObject("data").getString("title"));
    assertEquals("There is <i>pie</i>.", stored.getJsonObject("data").getString("html"));
    browser.findElement(By.linkText("Open the message")).click();
    awaitText(".pairs", stored.getString("id"));
    assertClean();
  }

  @Test
  void showsWhoHasReadAMessageWhyAnotherHasNotAndRecallsIt() throws Exception {
    String id = site().publish("user/" + user, "Read me").getString("id");
    open("messages/" + id);
    awaitText(".content", "Read me");
    awaitText(".numbers", "by 0 of 1");
    String token = Site.token(user, List.of(), List.of(), List.of());
    site().as(token).done("POST", "api/inbox/read", "{\"all\":true}");
    awaitText(".numbers", "by 1 of 1"); // without a reload
    awaitText(".table", user);
    field("user").sendKeys("nobody-" + UNIQUE, Keys.ENTER);
    Await.until("a verdict", () -> text("form .outcome").contains("."));
    press("Recall");
    confirm("Recall");
    awaitText(".pairs", "Recalled");
    assertTrue(
        site().history("user/" + user).stream()
            .noneMatch(each -> each.getString("type").equals("message")));
    assertClean();
  }

  @Test
  void findsMessagesAndTellsOfNewOnes() throws Exception {
    String topic = newTopic();
    site().publish(topic, "an apple");
    site().publish(topic, "a <pear>");
    open("messages?topic=" + Site.encode(topic));
    Await.until("both", () -> texts("td .excerpt").equals(List.of("a <pear>", "an apple")));
    live();
    site().publish(topic, "a plum");
    awaitText(".newer", "Show 1 new message");
    browser.findElement(By.cssSelector(".newer")).click();
    Await.until("three", () -> texts("td .excerpt").size() == 3);
    field("text").sendKeys("APPLE", Keys.ENTER);
    Await.until("one", () -> texts("td .excerpt").equals(List.of("an apple")));
    assertTrue(browser.getCurrentUrl().contains("text=APPLE"), browser.getCurrentUrl());
    assertClean();
  }

  @Test
  void changesAScheduledMessageAndTellsTheSecondOperator() throws Exception {
    String id = schedule("Soup");
    open("scheduled");
    WebElement item = item(id);
    button(item, "Change").click();
    WebElement text = item.findElement(By.name("text"));
    text.clear();
    text.sendKeys("Pie");
    change(id, "Cake");
    button(item, "Save").click();
    awaitText(".outcome.failed", "Another operator has changed this message meanwhile");
    press("Reload it");
    awaitText("#view li", "Cake");
    button(item(id), "Change").click();
    WebElement again = item(id).findElement(By.name("text"));
    again.clear();
    again.sendKeys("Pie");
    button(item(id), "Save").click();
    awaitText("#view li", "Pie");
    button(item(id), "Cancel message").click();
    confirm("Cancel message");
    Await.until("cancelled", () -> !text("#view").contains(id));
    assertEquals(404, site().delete("api/scheduled/" + id).statusCode());
  }

  @Test
  void keepsGroups() throws Exception {
    String group = "g-" + user;
    open("groups");
    field("group").sendKeys(group, Keys.ENTER);
    awaitText(".name", group);
    field("user").sendKeys("ann-" + UNIQUE, Keys.ENTER);
    awaitText("#view .table", "ann-" + UNIQUE);
    field("users").sendKeys("bob-" + UNIQUE + ", cid-" + UNIQUE + "\nann-" + UNIQUE);
    press("Import");
    awaitText("#view", "2 users added; the group has 3 members.");
    Await.until("all", () -> browser.findElements(By.cssSelector("tbody tr")).size() == 3);
    browser.findElement(By.cssSelector("button[aria-label='Remove bob-" + UNIQUE + "']")).click();
    confirm("Remove");
    Await.until("two", () -> browser.findElements(By.cssSelector("tbody tr")).size() == 2);
    assertClean();
  }

  @Test
  void showsWhoIsOnlineAndDisconnects() throws Exception {
    ChromeDriver other = Browser.open();
    try {
      other.get(site().uri("sse.jsp") + "?user=" + user + "&topic=user/" + user);
      String state = "return document.getElementById('state').dataset.state";
      Await.until("open", () -> "open".equals(other.executeScript(state)));
      open("online?user=" + user);
      awaitText("#view .table", "sse");
      press("Disconnect user");
      confirm("Disconnect user");
      Await.until("ended", () -> "closed".equals(other.executeScript(state)));
      awaitText("#view", "No session matches.");
    } finally {
      other.quit();
    }
    assertClean();
  }

  @Test
  void drawsTheLastMinutesAndGoesOn() throws Exception {
    open("overview");
    live();
    Await.until("charts", () -> browser.findElements(By.cssSelector(".chart path")).size() >= 7);
    String path =
        "return document.querySelector('.chart path').getAttribute('d')?.match(/[ML]/g)?.length ?? 0";
    long drawn = (Long) browser.executeScript(path);
    Await.until("it grows", () -> (Long) browser.executeScript(path) > drawn);
    assertClean();
  }

  @Test
  void listsWhatOperatorsDid() throws Exception {
    open("audit");
    live();
    site().done("PUT", "api/groups/members?group=g-" + user + "&user=" + user, "");
    awaitText("#view tbody tr", "group");
    open("audit");
    awaitText("#view tbody", "g-" + user);
    assertClean();
  }

  @Test
  void tellsAnybodyElseThatItIsForOperators() throws Exception {
    browser.get(site().uri("console.jsp") + "?user=" + user + "&role=");
    awaitText("#error", "The console is for operators only, and " + user + " is not one.");
    assertEquals(List.of(), browser.findElements(By.cssSelector("#tabs:not([hidden])")));
    assertEquals("", text("#view"));
  }

  @Test
  void theKeyboardIsEnough() throws Exception {
    open("send");
    WebElement tab = browser.findElement(By.cssSelector("#tabs a[href='#groups']"));
    browser.executeScript("arguments[0].focus()", tab);
    tab.sendKeys(Keys.ENTER);
    awaitText("#tabs [aria-current]", "Groups");
    Await.until(
        "focus", () -> "view".equals(browser.switchTo().activeElement().getAttribute("id")));
    browser.navigate().back();
    awaitText("#tabs [aria-current]", "Send");
    assertClean();
  }

  /**
   * Each view in each theme, in both languages, and on a phone; axe-core finds nothing in any. Not
   * every language is tried in every width of every theme: that would take minutes.
   */
  @Tag(OneServer.TAG) // as AccessibilityIT
  @ParameterizedTest
  @CsvSource({"light, en, zh-CN", "dark, zh-CN, en"})
  void looksAsItShould(String theme, String wide, String narrow) throws Exception {
    String message = prepared();
    for (String view :
        List.of(
            "send",
            "messages",
            "messages/" + message,
            "scheduled",
            "groups",
            "groups/Night shift",
            "online",
            "overview",
            "audit")) {
      looksAsItShould(view, theme, wide, 1280);
      looksAsItShould(view, theme, narrow, PHONE);
    }
    assertClean();
  }

  private void looksAsItShould(String view, String theme, String language, int width)
      throws Exception {
    emulate(theme, width);
    open(view);
    speak(language);
    if (view.equals("send")) {
      fillIn();
    }
    String name =
        "console-%s-%s-%s-%d".formatted(view.replaceAll("/.*", "-one"), language, theme, width);
    Browser.screenshot(browser, name);
    assertEquals(List.of(), Axe.violations(browser), name);
    assertEquals(
        false,
        browser.executeScript(
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth"),
        name);
  }

  private void fillIn() throws Exception {
    if (text(".chips").isEmpty()) {
      field("recipient").sendKeys("margarethe.von-hohenlohe-langenburg@example.org", Keys.ENTER);
      field("title").sendKeys("Maintenance tonight");
      field("text").sendKeys("The portal is down from 22:00 to 22:30. 系统将于今晚维护。");
    }
    Await.until("reach", () -> !text(".reach").isEmpty());
  }

  private String prepared() throws Exception {
    for (String member : List.of("alice", "bob", "王小明")) {
      site().done("PUT", "api/groups/members?group=Night%20shift&user=" + Site.encode(member), "");
    }
    schedule("Good morning, everybody");
    JsonObject data =
        Json.createObjectBuilder()
            .add("title", "Maintenance tonight")
            .add("text", "The portal is down from 22:00 to 22:30. 系统将于今晚维护。")
            .add("url", "https://example.org/status")
            .build();
    String id = site().publish("group/Night shift", data).getString("id");
    for (String reader : List.of("alice", "王小明")) {
      String token = Site.token(reader, List.of(), List.of(), List.of());
      site().as(token).done("POST", "api/inbox/read", "{\"all\":true}");
    }
    return id;
  }

  private String schedule(String text) throws Exception {
    return site()
        .done("POST", "api/messages", scheduled(UUID.randomUUID().toString(), text))
        .getString("id");
  }

  private static String scheduled(String id, String text) {
    // Earlier than what other tests leave behind, so that it is on the first page.
    Instant at = Instant.now().plus(5, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS);
    return Json.createObjectBuilder()
        .add("id", id)
        .add("topic", "it/console")
        .add("data", Json.createObjectBuilder().add("text", text))
        .add("sendAt", at.toString())
        .build()
        .toString();
  }

  /** As another operator, or another page of the same one, would. */
  private void change(String id, String text) throws Exception {
    String etag =
        Site.object(site().get("api/scheduled?limit=1000").body())
            .getJsonArray("scheduled")
            .getValuesAs(JsonObject.class)
            .stream()
            .filter(each -> each.getString("id").equals(id))
            .findFirst()
            .orElseThrow()
            .getString("etag");
    var request =
        site()
            .request("api/scheduled?id=" + id)
            .header("Content-Type", "application/json")
            .header("If-Match", etag.startsWith("\"") ? etag : '"' + etag + '"')
            .PUT(BodyPublishers.ofString(scheduled(id, text)));
    var answer = Site.HTTP.send(request.build(), BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
  }

  private void open(String view) throws Exception {
    browser.get("about:blank"); // otherwise only the fragment would change
    browser.get(site().uri("console.jsp") + "?user=otto#" + view.replace(" ", "%20"));
    Await.until("shown", this::shown);
  }

  /** Whether the view is there, and live if it is one of those. */
  private boolean shown() {
    return Boolean.TRUE.equals(
        browser.executeScript(
            """
            const { dataset, hidden } = document.getElementById('state') ?? { dataset: {} };
            return document.getElementById('view')?.ariaBusy === 'false' && (hidden || dataset.state === 'open');
            """));
  }

  private void speak(String language) throws Exception {
    String lang = "return document.documentElement.lang";
    if (!language.equals(browser.executeScript(lang))) {
      browser.findElement(By.cssSelector(".top .language")).click();
      Await.until("spoken", () -> language.equals(browser.executeScript(lang)) && shown());
    }
  }

  private void live() throws Exception {
    awaitText("#state", "Live");
  }

  private void emulate(String theme, int width) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width == PHONE));
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
  }

  private WebElement field(String name) {
    return browser.findElement(By.cssSelector("#view [name='" + name + "']"));
  }

  private void press(String label) {
    button(browser.findElement(By.id("view")), label).click();
  }

  private static WebElement button(WebElement in, String label) {
    return in.findElement(By.xpath(".//button[normalize-space()='" + label + "']"));
  }

  private WebElement item(String id) {
    return browser.findElement(By.xpath("//li[.//code[.='" + id + "']]"));
  }

  private void confirm(String label) throws Exception {
    Await.until("asked", () -> !browser.findElements(By.cssSelector("dialog[open]")).isEmpty());
    button(browser.findElement(By.cssSelector("dialog[open]")), label).click();
  }

  private String text(String selector) {
    return texts(selector).stream().findFirst().orElse("");
  }

  /** Read at once, because the page may replace the elements meanwhile. */
  @SuppressWarnings("unchecked")
  private List<String> texts(String selector) {
    return (List<String>)
        browser.executeScript(
            "return [...document.querySelectorAll(arguments[0])].map((each) => each.innerText)",
            selector);
  }

  private void awaitText(String selector, String text) throws Exception {
    Await.until(
        selector + " says '" + text + "'",
        () -> texts(selector).stream().anyMatch(each -> each.contains(text)));
  }

  /** Nothing in the console, and nothing that came from elsewhere. */
  private void assertClean() {
    assertEquals(List.of(), Browser.complaints(browser));
    assertEquals(
        List.of(),
        browser.executeScript(
            "return performance.getEntriesByType('resource').map(({ name }) => name)"
                + ".filter((name) => new URL(name).origin !== location.origin)"));
  }
}
