package io.reddot.it;

import static io.reddot.fixture.Dot.awaitBadge;
import static io.reddot.fixture.Dot.awaitListed;
import static io.reddot.fixture.Dot.listed;
import static io.reddot.fixture.Dot.part;
import static io.reddot.fixture.Dot.parts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.BadProxy;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.OneServer;
import io.reddot.fixture.Site;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.Select;

/** {@code <red-dot>} and its page, in a real browser. */
@Tag(OneServer.TAG)
class RedDotElementIT extends DeployedWar {
  private final String user = "u-" + UUID.randomUUID().toString().substring(0, 8);
  private ChromeDriver browser;

  /** Everybody has what other tests have sent to everyone; this user has read it. */
  @BeforeEach
  void openBrowser() throws Exception {
    Site site = site().as(Site.token(user, List.of(), List.of(), List.of()));
    byte[] all = "{\"all\":true}".getBytes(StandardCharsets.UTF_8);
    assertEquals(200, site.post("api/inbox/read", "application/json", all).statusCode());
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
  void whatIsReadInOnePlaceIsReadInAll() throws Exception {
    ChromeDriver elsewhere = Browser.open("--lang=zh-CN");
    try {
      open(browser);
      String first = browser.getWindowHandle();
      browser.switchTo().newWindow(WindowType.TAB);
      String second = browser.getWindowHandle();
      open(browser);
      open(elsewhere);
      for (int i = 1; i <= 3; i++) {
        site().publish("user/" + user, "message " + i);
      }
      awaitBadge(browser, "3");
      awaitBadge(elsewhere, "3");
      browser.switchTo().window(first);
      awaitBadge(browser, "3");
      assertEquals("Messages, 3 unread", part(browser, "button").getAttribute("aria-label"));

      part(browser, "button").click();
      awaitListed(browser, "message 3", "message 2", "message 1");
      parts(browser, "message").get(1).click();
      awaitBadge(browser, "2");
      awaitBadge(elsewhere, "2");
      part(browser, "mark-all").click();
      for (ChromeDriver each : List.of(browser, elsewhere)) {
        awaitBadge(each, "");
      }
      Await.until("all are read", () -> parts(browser, "unread").isEmpty());
      browser.switchTo().window(second);
      awaitBadge(browser, "");
      assertEquals("Messages, none unread", part(browser, "button").getAttribute("aria-label"));
      assertEquals(List.of(), Browser.complaints(browser));
    } finally {
      elsewhere.quit();
    }
  }

  @Test
  void theBadgeOfWhatIsUnseenVanishesOnceTheListWasOpenOnAnyDevice() throws Exception {
    ChromeDriver phone = Browser.open();
    try {
      open(browser);
      open(phone);
      for (ChromeDriver each : List.of(browser, phone)) {
        each.executeScript("document.querySelector('red-dot').setAttribute('badge', 'unseen')");
      }
      site().publish("user/" + user, "one");
      site().publish("user/" + user, "two");
      awaitBadge(browser, "2");
      awaitBadge(phone, "2");
      part(browser, "button").click();
      awaitListed(browser, "two", "one");
      awaitBadge(browser, "");
      awaitBadge(phone, "");
      assertEquals(2, parts(browser, "unread").size(), "both are still unread");
    } finally {
      phone.quit();
    }
  }

  @Test
  void aMessageWithAnAddressIsALinkThatMarksItAsRead() throws Exception {
    open(browser);
    site().publish("user/" + user, notice("Order 1042", "dot.jsp?order=1042"));
    site().publish("user/" + user, notice("Trap", "javascript:alert(1)"));
    awaitBadge(browser, "2");
    part(browser, "button").click();
    Await.until("listed", () -> parts(browser, "unread").size() == 2);
    List<WebElement> messages = parts(browser, "message");
    assertEquals("button", messages.get(0).getTagName(), "no script as an address");
    assertEquals("a", messages.get(1).getTagName());
    messages.get(1).click();
    Await.until("opened", () -> browser.getCurrentUrl().endsWith("?order=1042"));
    Await.until("read", () -> inboxCount() == 1);
  }

  @Test
  void messagesOfOneCollapseKeyAreOneItem() throws Exception {
    open(browser);
    for (String who : List.of("Ann", "Ben", "Cat")) {
      JsonObject data =
          Json.createObjectBuilder().add("text", who).add("collapse", "order").build();
      site().publish("user/" + user, data);
    }
    awaitBadge(browser, "1");
    part(browser, "button").click();
    awaitListed(browser, "Cat");
    assertTrue(part(browser, "meta").getText().startsWith("and 2 more"));
  }

  private static JsonObject notice(String title, String url) {
    return Json.createObjectBuilder().add("title", title).add("url", url).build();
  }

  private int inboxCount() throws Exception {
    Site reader = site().as(Site.token(user, List.of(), List.of(), List.of()));
    return reader.done("GET", "api/inbox/unread", "").getInt("count");
  }

  @Test
  void aTabThatOpensLaterHasTheCountAtOnce() throws Exception {
    site().publish("user/" + user, "there before anybody looked");
    open(browser);
    awaitBadge(browser, "1");
    browser.switchTo().newWindow(WindowType.TAB);
    open(browser);
    awaitBadge(browser, "1");
    assertEquals(
        1, Site.object(site().get("api/presence/" + user).body()).getJsonArray("sessions").size());
  }

  @Test
  void fromAHundredItIsNinetyNinePlusAndTheListHasAll() throws Exception {
    site().publishNumbers("user/" + user, 0, 100);
    open(browser);
    awaitBadge(browser, "99+");
    WebElement button = part(browser, "button");
    assertEquals("Messages, 100 unread", button.getAttribute("aria-label"));
    button.click();
    String toItsEnd =
        "const list = document.querySelector('red-dot').shadowRoot.querySelector('.scroll');"
            + " list.scrollTop = list.scrollHeight";
    Await.until(
        "all are listed",
        () -> {
          browser.executeScript(toItsEnd);
          return parts(browser, "unread").size() == 100;
        });
  }

  @Test
  void whatIsRecalledVanishesFromTheOpenListAndTheCount() throws Exception {
    open(browser);
    site().publish("user/" + user, "stays");
    String id = site().publish("user/" + user, "goes").getString("id");
    awaitBadge(browser, "2");
    part(browser, "button").click();
    awaitListed(browser, "goes", "stays");
    assertEquals(200, site().delete("api/messages/" + id).statusCode());
    awaitListed(browser, "stays");
    awaitBadge(browser, "1");
    assertFalse(listed(browser).contains("goes"));
    site().publish("everyone", "comes");
    Await.until("listed", () -> listed(browser).get(0).equals("comes"));
  }

  @Test
  void theKeyboardIsEnough() throws Exception {
    open(browser);
    site().publish("user/" + user, "first");
    site().publish("user/" + user, "second");
    awaitBadge(browser, "2");
    WebElement button = part(browser, "button");
    assertEquals("false", button.getAttribute("aria-expanded"));
    browser.executeScript("arguments[0].focus()", button);
    press(Keys.ENTER);
    awaitListed(browser, "second", "first");
    assertEquals("true", button.getAttribute("aria-expanded"));
    assertEquals("dialog", part(browser, "panel").getAttribute("role"));
    press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.SPACE);
    awaitBadge(browser, "1");
    assertTrue(focused().contains("first"), focused());
    press(Keys.HOME);
    assertTrue(focused().contains("second"), focused());
    press(Keys.ESCAPE);
    assertEquals("false", button.getAttribute("aria-expanded"));
    assertEquals("Messages, 1 unread", focusedLabel());
    press(Keys.SPACE);
    assertEquals("true", button.getAttribute("aria-expanded"));
  }

  @Test
  void whatWasPublishedIsShownAsTextAndNothingElse() throws Exception {
    String evil = "<img src=x onerror='window.hacked=1'><b>bold</b>";
    open(browser);
    site()
        .publish(
            "user/" + user,
            Json.createObjectBuilder().add("title", evil).add("text", evil).build());
    awaitBadge(browser, "1");
    part(browser, "button").click();
    awaitListed(browser, evil);
    assertEquals(evil, part(browser, "heading").getText());
    assertEquals(null, browser.executeScript("return window.hacked"));
  }

  @Test
  void theListIsPlainIfItsStyleCannotBeLoaded() throws Exception {
    browser.executeCdpCommand("Network.enable", Map.of());
    browser.executeCdpCommand(
        "Network.setBlockedURLs", Map.of("urls", List.of("*red-dot-list-css.js")));
    open(browser);
    site().publish("user/" + user, "without style");
    awaitBadge(browser, "1");
    part(browser, "button").click();
    awaitListed(browser, "without style");
    Await.until("shown", () -> part(browser, "panel").getCssValue("opacity").equals("1"));
    assertEquals("none", part(browser, "panel").getCssValue("box-shadow"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"red-dot.js", "red-dot.min.js"})
  void theFiveLinesOnThePageAreAllItTakes(String script) throws Exception {
    open(browser);
    String lines = browser.findElement(By.cssSelector(".code code")).getDomProperty("textContent");
    assertEquals(5, lines.lines().count(), lines);
    site().publish("user/" + user, "for the copied page");
    try (BadProxy front = new BadProxy(site())) {
      front.page(lines.replace("red-dot.js", script));
      browser.get(front.site().uri(BadProxy.PAGE).toString());
      awaitBadge(browser, "1");
    }
  }

  @Test
  void thePageSendsAndShowsInBothLanguagesAndThemes() throws Exception {
    open(browser);
    new Select(browser.findElement(By.cssSelector("#publish [name=topic]")))
        .selectByValue("user/" + user);
    browser.findElement(By.cssSelector("#publish [name=title]")).sendKeys("Build finished");
    browser
        .findElement(By.cssSelector("#publish [name=text]"))
        .sendKeys("All 412 tests are green.");
    browser.findElement(By.cssSelector("#publish button")).click();
    awaitBadge(browser, "1");
    site().publish("everyone", "The canteen opens at noon today; there is soup, and there is pie.");
    site().publish("user/" + user, "你好，周五的会议改到了三点。");
    awaitBadge(browser, "3");
    part(browser, "button").click();
    Await.until("listed", () -> parts(browser, "message").size() >= 3);
    still("dot");
    press(Keys.ESCAPE);

    choose("language", "zh");
    choose("theme", "dark");
    assertEquals("消息，3 条未读", part(browser, "button").getAttribute("aria-label"));
    part(browser, "button").click();
    assertEquals("全部标为已读", part(browser, "mark-all").getText());
    still("dot-dark-chinese");
    press(Keys.ESCAPE);

    phone();
    part(browser, "button").click();
    still("dot-narrow-dark");
    assertEquals(
        false,
        browser.executeScript(
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth"));
    assertEquals(List.of(), Browser.complaints(browser));
  }

  /** A picture of it, once nothing moves any more. */
  private void still(String name) throws Exception {
    String moving =
        "return document.querySelector('red-dot').shadowRoot.getAnimations().length > 0";
    Await.until("still", () -> Boolean.FALSE.equals(browser.executeScript(moving)));
    Browser.screenshot(browser, name);
  }

  private void phone() {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 360, "height", 740, "deviceScaleFactor", 2, "mobile", true));
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
  }

  private void choose(String select, String value) {
    new Select(browser.findElement(By.id(select))).selectByValue(value);
  }

  private void open(ChromeDriver where) throws Exception {
    where.get(site().uri("dot.jsp") + "?user=" + user);
    Await.until(
        "open", () -> "open".equals(where.findElement(By.id("state")).getAttribute("data-state")));
  }

  private void press(CharSequence... keys) {
    browser.switchTo().activeElement().sendKeys(keys);
  }

  private String focused() {
    return (String)
        browser.executeScript(
            "return document.querySelector('red-dot').shadowRoot.activeElement?.innerText ?? ''");
  }

  private String focusedLabel() {
    return (String)
        browser.executeScript(
            "return document.querySelector('red-dot').shadowRoot.activeElement?.ariaLabel ?? ''");
  }
}
