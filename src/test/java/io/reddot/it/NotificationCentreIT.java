package io.reddot.it;

import static io.reddot.fixture.Dot.awaitBadge;
import static io.reddot.fixture.Dot.listed;
import static io.reddot.fixture.Dot.part;
import static io.reddot.fixture.Dot.parts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Axe;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.OneServer;
import io.reddot.fixture.Site;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.Select;

/**
 * What users do with their messages in {@code <red-dot>} and in its siblings, in a real browser.
 */
@Tag(OneServer.TAG)
class NotificationCentreIT extends DeployedWar {
  private static ChromeDriver browser;

  private final String user = "u-" + UUID.randomUUID().toString().substring(0, 8);
  private Site reader;

  @BeforeAll
  static void openBrowser() throws Exception {
    browser = Browser.open();
  }

  @AfterAll
  static void closeBrowser() {
    browser.quit();
  }

  /** Everybody has what other tests have sent to everyone; this user has read it. */
  @BeforeEach
  void open() throws Exception {
    reader = site().as(Site.token(user, List.of(), List.of(), List.of()));
    mark("read", "{\"all\":true}");
    browser.get(site().uri("dot.jsp") + "?user=" + user);
    Await.until(
        "open",
        () -> "open".equals(browser.findElement(By.id("state")).getAttribute("data-state")));
  }

  @AfterEach
  void nothingIsWrong() {
    assertEquals(List.of(), Browser.violations(browser));
    assertEquals(List.of(), Browser.complaints(browser));
  }

  private void mark(String how, String what) throws Exception {
    byte[] body = what.getBytes(StandardCharsets.UTF_8);
    assertEquals(200, reader.post("api/inbox/" + how, "application/json", body).statusCode());
  }

  private void send(JsonObjectBuilder data) throws Exception {
    site().publish("user/" + user, data.build());
  }

  private static JsonObjectBuilder titled(String title) {
    return Json.createObjectBuilder().add("title", title);
  }

  /** Those of this user are at the top; those of other tests are read. */
  private static List<String> unread() {
    return parts(browser, "unread").stream()
        .map(message -> message.findElement(By.cssSelector("[part=heading]")).getText())
        .toList();
  }

  private static void awaitUnread(String... titles) throws Exception {
    Await.until(List.of(titles) + " are unread", () -> unread().equals(List.of(titles)));
  }

  private static void choose(int filter) {
    parts(browser, "filter").get(filter).click();
  }

  /** The first tool of an item marks it as read or unread, the second archives it. */
  private static void use(int item, int tool) {
    browser.executeScript(
        """
        document.querySelector('red-dot').shadowRoot.querySelectorAll('.item')[arguments[0]]
          .querySelectorAll('.tool')[arguments[1]].click()
        """,
        item,
        tool);
  }

  @Test
  void aMessageIsArchivedAndComesBack() throws Exception {
    send(titled("one"));
    send(titled("two"));
    awaitBadge(browser, "2");
    part(browser, "button").click();
    awaitUnread("two", "one");
    use(0, 1);
    awaitBadge(browser, "1");
    awaitUnread("one");
    assertEquals("Archived.", part(browser, "said").getText());
    Browser.screenshot(browser, "centre-undo");
    part(browser, "undo").click();
    awaitUnread("two", "one");
    awaitBadge(browser, "2");
    use(0, 1);
    awaitBadge(browser, "1");
    choose(2);
    Await.until("the archive", () -> listed(browser).size() == 1);
    awaitUnread("two");
    use(0, 1);
    Await.until("empty", () -> listed(browser).isEmpty());
    assertEquals("Nothing is archived.", part(browser, "empty").getText());
    choose(0);
    awaitUnread("two", "one");
    awaitBadge(browser, "2");
  }

  @Test
  void aMessageIsReadAndUnreadAgainAndTheListShowsUnreadOnesAlone() throws Exception {
    send(titled("one"));
    send(titled("two"));
    awaitBadge(browser, "2");
    part(browser, "button").click();
    awaitUnread("two", "one");
    use(1, 0);
    awaitBadge(browser, "1");
    part(browser, "undo").click();
    awaitBadge(browser, "2");
    use(0, 0);
    awaitBadge(browser, "1");
    choose(1);
    Await.until("one is left", () -> listed(browser).size() == 1);
    awaitUnread("one");
    use(0, 0);
    Await.until("none is left", () -> listed(browser).isEmpty());
    assertEquals("You have read everything.", part(browser, "empty").getText());
  }

  @Test
  void theListIsNarrowedToACategory() throws Exception {
    browser.executeScript(
        "document.querySelector('red-dot').setAttribute('categories', 'orders, tasks')");
    send(titled("Order 1").add("category", "orders"));
    send(titled("Task 1").add("category", "tasks"));
    awaitBadge(browser, "2");
    part(browser, "button").click();
    awaitUnread("Task 1", "Order 1");
    // Selenium's Select wants a visible option, which a shadow root hides from it.
    browser.executeScript(
        """
        const choice = document.querySelector('red-dot').shadowRoot.querySelector('.category');
        choice.value = 'orders';
        choice.dispatchEvent(new Event('change'));
        """);
    Await.until("orders alone", () -> listed(browser).size() == 1);
    awaitUnread("Order 1");
  }

  @Test
  void anUrgentMessageIsShownAsAToastUntilItIsClosed() throws Exception {
    send(titled("Quiet"));
    send(titled("Pressing").add("priority", "urgent"));
    awaitBadge(browser, "2");
    Await.until("the toast", () -> parts(browser, "toast").size() == 1);
    WebElement toast = part(browser, "toast");
    assertTrue(toast.getText().contains("Pressing"), toast::getText);
    assertTrue(
        String.valueOf(
                browser.executeScript(
                    "return [...document.querySelector('red-dot').shadowRoot"
                        + ".querySelectorAll('[role=status]')].map((e) => e.textContent).join()"))
            .contains("Urgent, Pressing"));
    Browser.screenshot(browser, "centre-toast");
    toast.findElement(By.cssSelector("[part=close]")).click();
    Await.until("gone", () -> parts(browser, "toast").isEmpty());
    awaitBadge(browser, "2");
    for (int i = 0; i < 5; i++) {
      send(titled("Pressing " + i).add("priority", "urgent"));
    }
    awaitBadge(browser, "7");
    Await.until("at most three", () -> parts(browser, "toast").size() == 3);
    parts(browser, "toast").get(2).findElement(By.cssSelector("[part~=message]")).click();
    awaitBadge(browser, "6");
  }

  @Test
  void aMessageHasAPictureAnActorAndActions() throws Exception {
    browser.executeScript(
        """
        window.acted = [];
        document.querySelector('red-dot').addEventListener('action', ({ detail }) => {
          window.acted.push(detail.action.event + ' ' + detail.message.data.title);
        });
        """);
    send(
        titled("commented on order 1042")
            .add("text", "Could we ship this on Friday?")
            .add("actor", Json.createObjectBuilder().add("name", "Ann"))
            .add("collapse", "order")
            .add("actions", actions()));
    send(
        titled("commented on order 1042")
            .add("icon", "favicon.svg")
            .add("actor", Json.createObjectBuilder().add("name", "Ben"))
            .add("collapse", "order")
            .add("actions", actions()));
    awaitBadge(browser, "1");
    part(browser, "button").click();
    awaitUnread("Ben and 1 more commented on order 1042");
    assertTrue(part(browser, "image").getDomProperty("src").endsWith("/favicon.svg"));
    List<WebElement> actions = parts(browser, "action").subList(0, 2);
    assertEquals("a", actions.get(0).getTagName());
    assertEquals("Later", actions.get(1).getText());
    Browser.screenshot(browser, "centre-actions");
    actions.get(1).click();
    assertEquals(
        List.of("later commented on order 1042"), browser.executeScript("return window.acted"));
    awaitBadge(browser, "");
  }

  private static JsonArrayBuilder actions() {
    return Json.createArrayBuilder()
        .add(Json.createObjectBuilder().add("label", "Open").add("url", "dot.jsp?order=1042"))
        .add(Json.createObjectBuilder().add("label", "Later").add("event", "later"));
  }

  @Test
  void theInboxAsAPageAndTheBellShareOneClient() throws Exception {
    send(titled("one"));
    awaitBadge(browser, "1");
    browser.executeScript(
        """
        const dot = document.querySelector('red-dot');
        for (const name of ['red-dot-page', 'red-dot-toast']) {
          const element = document.createElement(name);
          element.setAttribute('url', dot.getAttribute('url'));
          element.token = dot.token;
          element.id = name;
          document.querySelector('main').prepend(element);
        }
        """);
    Await.until(
        "shared",
        () ->
            Boolean.TRUE.equals(
                browser.executeScript(
                    """
                    const [dot, page, toast] = ['red-dot', 'red-dot-page', 'red-dot-toast']
                      .map((name) => document.querySelector(name).client);
                    return dot && dot === page && dot === toast;
                    """)));
    WebElement page = browser.findElement(By.id("red-dot-page"));
    Await.until(
        "listed",
        () -> page.getShadowRoot().findElements(By.cssSelector("[part~=unread]")).size() == 1);
    send(titled("two").add("priority", "urgent"));
    Await.until(
        "listed",
        () -> page.getShadowRoot().findElements(By.cssSelector("[part~=unread]")).size() == 2);
    WebElement toast = browser.findElement(By.id("red-dot-toast"));
    Await.until(
        "one toast",
        () -> toast.getShadowRoot().findElements(By.cssSelector("[part~=toast]")).size() == 1);
    assertEquals(0, parts(browser, "toast").size(), "the bell leaves it to the other one");
    Browser.screenshot(browser, "centre-page");
    page.getShadowRoot().findElements(By.cssSelector("[part~=unread]")).get(1).click();
    awaitBadge(browser, "1");
  }

  @Test
  void countsInTheTitleOfThePage() throws Exception {
    browser.executeScript(
        "document.title = 'My site';"
            + "document.querySelector('red-dot').setAttribute('count-in-title', '')");
    send(titled("one"));
    Await.until("counted", () -> "(1) My site".equals(browser.getTitle()));
    mark("read", "{\"all\":true}");
    Await.until("none", () -> "My site".equals(browser.getTitle()));
  }

  @Test
  void speaksEightLanguagesAndFromRightToLeft() throws Exception {
    send(titled("one"));
    awaitBadge(browser, "1");
    List<String> said = new ArrayList<>();
    for (String language : List.of("en", "zh", "es", "de", "fr", "ja", "pt", "ar")) {
      browser.executeScript(
          "document.querySelector('red-dot').setAttribute('lang', arguments[0])", language);
      Await.until(
          language, () -> !said.contains(part(browser, "button").getAttribute("aria-label")));
      said.add(part(browser, "button").getAttribute("aria-label"));
    }
    assertEquals("Nachrichten, 1 ungelesen", said.get(3));
    browser.executeScript("document.querySelector('red-dot').setAttribute('dir', 'rtl')");
    part(browser, "button").click();
    awaitUnread("one");
    Browser.screenshot(browser, "centre-arabic");
    browser.executeScript(
        "document.querySelector('red-dot').words = { messages: 'Neuigkeiten' };"
            + "document.querySelector('red-dot').setAttribute('lang', 'de')");
    Await.until("own words", () -> part(browser, "title").getText().equals("Neuigkeiten"));
  }

  @Test
  void nothingIsWithheldFromTheKeyboardAndFromScreenReaders() throws Exception {
    send(titled("plain").add("text", "text").add("actions", actions()));
    send(Json.createObjectBuilder().add("html", "<h3>Rich</h3><p>text</p>"));
    send(titled("urgent").add("priority", "urgent").add("url", "dot.jsp"));
    awaitBadge(browser, "3");
    for (String theme : List.of("light", "dark")) {
      new Select(browser.findElement(By.id("theme"))).selectByValue(theme);
      if (part(browser, "panel").isDisplayed()) {
        part(browser, "button").click();
      }
      part(browser, "button").click();
      Await.until("listed", () -> parts(browser, "unread").size() == 3);
      Await.until(
          "still",
          () ->
              Boolean.FALSE.equals(
                  browser.executeScript(
                      "return document.querySelector('red-dot').shadowRoot.getAnimations().length > 0")));
      Browser.screenshot(browser, "centre-" + theme);
      assertEquals(List.of(), Axe.violations(browser), theme);
    }
  }
}
