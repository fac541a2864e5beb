package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.access.TokenSigner;
import io.reddot.fixture.Await;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Jwt;
import io.reddot.fixture.OneServer;
import io.reddot.fixture.Site;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

/** What a page can do nothing about: tokens that end, rights that differ, blocked storage. */
@Tag(OneServer.TAG)
class RedDotTroubleIT extends DeployedWar {
  private static final String START =
      """
      const [module, options, done] = arguments;
      import(module).then(({ RedDot }) => {
        window.seen = [];
        window.dot = new RedDot(options);
        dot.addEventListener('message', ({ detail }) => seen.push(detail.data));
        done('');
      }).catch((error) => done(String(error)));
      """;

  private final String user = "u-" + UUID.randomUUID().toString().substring(0, 8);
  private ChromeDriver browser = Browser.open();

  @AfterEach
  void closeBrowser() {
    browser.quit();
  }

  @Test
  void aTabWhoseTokenIsRevokedClosesAloneAndAnotherGoesOn() throws Exception {
    String topic = newTopic();
    Jwt revoked = Jwt.of(user, topic);
    start(revoked.token(), topic);
    awaitState("open");
    String first = browser.getWindowHandle();
    browser.switchTo().newWindow(WindowType.TAB);
    start(Jwt.of(user, topic).token(), topic);
    awaitState("open");
    String second = browser.getWindowHandle();
    assertEquals(1, sessions());

    site().done("POST", "api/tokens/" + revoked.id() + "/revoke", "");
    browser.switchTo().window(first);
    awaitState("closed");
    site().publish(topic, "afterwards");
    browser.switchTo().window(second);
    awaitSeen(List.of("afterwards"));
    assertEquals("open", script("return dot.state.name"));
    browser.switchTo().newWindow(WindowType.TAB);
    start(Jwt.of(user, topic).token(), topic);
    awaitState("open");
    assertEquals(1, sessions());
  }

  @Test
  void tabsHearWhatTheirOwnTokensGrant() throws Exception {
    String old = "old-" + user;
    String added = "new-" + user;
    start(Site.token(user, List.of(old), List.of(), List.of()));
    awaitState("open");
    String first = browser.getWindowHandle();
    browser.switchTo().newWindow(WindowType.TAB);
    start(Site.token(user, List.of(old, added), List.of(), List.of()));
    awaitState("open");
    assertEquals(2, sessions());
    site().publish("group/" + added, "for the new group");
    site().publish("user/" + user, "for both");
    awaitSeen(List.of("for the new group", "for both"));
    browser.switchTo().window(first);
    awaitSeen(List.of("for both"));
    Await.until("it is counted", () -> (Long) script("return dot.count") == countOfEveryone() + 1);
  }

  private long countOfEveryone() throws Exception {
    Site other = site().as(Site.token("x-" + user, List.of(), List.of(), List.of()));
    return Site.object(other.get("api/inbox/unread").body()).getInt("count");
  }

  @Test
  void withStorageBlockedEachTabHasItsOwnConnection() throws Exception {
    browser.quit();
    browser = Browser.openWithoutStorage();
    String topic = newTopic();
    String token = Site.token(user, List.of(), List.of(topic), List.of());
    start(token, topic);
    assertEquals(
        "SecurityError",
        browser.executeAsyncScript(
            "navigator.locks.request('x', () => 'granted').then(arguments[0], (e) => arguments[0](e.name))"));
    awaitState("open");
    String first = browser.getWindowHandle();
    browser.switchTo().newWindow(WindowType.TAB);
    start(token, topic);
    awaitState("open");
    site().publish(topic, "to both");
    awaitSeen(List.of("to both"));
    browser.switchTo().window(first);
    awaitSeen(List.of("to both"));
    browser.get(site().uri("dot.jsp") + "?user=" + user);
    Await.until(
        "the page is open",
        () -> "open".equals(browser.findElement(By.id("state")).getAttribute("data-state")));
  }

  @Test
  void theElementSaysWhyItIsNotConnected() throws Exception {
    String another = "another key that is long enough, and that nobody has told the server";
    String forged =
        new TokenSigner(another, InstantSource.system())
            .write(user, List.of(), List.of(), List.of(), Instant.now().plusSeconds(600));
    for (String theme : List.of("light", "dark")) {
      element("token", forged, theme);
      WebElement button = awaitTitle("Not connected. The token's signature is wrong");
      button.click();
      assertTrue(part("note").getAttribute("title").contains("signature is wrong"));
      assertEquals("Not connected.", part("note").getText());
      Browser.screenshot(browser, "not-connected-" + theme);
    }
    List<String> warnings =
        Browser.complaints(browser).stream().filter(each -> each.contains("Red Dot:")).toList();
    assertEquals(2, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("signature is wrong"), warnings.toString());
    element("token-url", site().uri("index.jsp").toString(), "light");
    awaitTitle("answered with a page");
  }

  /** A page with nothing but the element. */
  private void element(String attribute, String value, String theme) {
    browser.get(site().uri("nowhere.jsp").toString());
    browser.executeAsyncScript(
        """
        const [module, attribute, value, theme, done] = arguments;
        document.documentElement.style.colorScheme = theme;
        const element = document.createElement('red-dot');
        document.body.replaceChildren(element);
        document.body.style.padding = '1rem 1rem 1rem 25rem';
        element.setAttribute('lang', 'en');
        element.setAttribute('theme', theme);
        element.setAttribute(attribute, value);
        import(module).then(() => done(''));
        """,
        site().uri("js/red-dot.min.js").toString(),
        attribute,
        value,
        theme);
  }

  private WebElement awaitTitle(String words) throws Exception {
    Await.until(words, () -> part("button").getAttribute("title").contains(words));
    return part("button");
  }

  private WebElement part(String part) {
    return browser
        .findElement(By.cssSelector("red-dot"))
        .getShadowRoot()
        .findElement(By.cssSelector("[part=" + part + "]"));
  }

  /** Without topics it is the inbox that is followed. */
  private void start(String token, String... topics) {
    browser.get(site().uri("nowhere.jsp").toString()); // without a script of its own
    Map<String, Object> options = Map.of("token", token, "topics", List.of(topics));
    String module = site().uri("js/reddot.min.js").toString();
    assertEquals("", browser.executeAsyncScript(START, module, options));
  }

  private Object script(String script) {
    return browser.executeScript(script);
  }

  private void awaitState(String name) throws Exception {
    try {
      Await.until(name, () -> name.equals(script("return dot.state.name")));
    } catch (AssertionError e) {
      throw new AssertionError("it is " + script("return JSON.stringify(dot.state)"), e);
    }
  }

  private void awaitSeen(List<String> data) throws Exception {
    Await.until(data + " is seen", () -> data.equals(script("return seen")));
  }

  private int sessions() throws Exception {
    return Site.object(site().get("api/presence/" + user).body())
        .getJsonArray("sessions")
        .getValuesAs(JsonObject.class)
        .size();
  }
}
