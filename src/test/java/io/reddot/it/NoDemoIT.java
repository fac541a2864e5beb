package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import io.reddot.fixture.Await;
import io.reddot.fixture.Axe;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.OneServer;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.Select;

/** Outside demo mode nobody gets in without a credential, and the pages ask for one first. */
class NoDemoIT {
  private static final int PHONE = 390;

  private static ServerProcess server;

  private ChromeDriver browser;

  @BeforeAll
  static void start() throws Exception {
    server = new ServerProcess("no-demo", Map.of("REDDOT_DEMO", ""));
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
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
  void nobodyIsAGuest() throws Exception {
    Site site = server.site();
    assertProblem(404, DemoIT.token(site));
    assertThrows(Mqtt5ConnAckException.class, () -> DemoIT.guest(site).buildBlocking().connect());
    assertThrows(Mqtt5ConnAckException.class, () -> DemoIT.comesAsGuestByWebSocket(site, Map.of()));
    assertFalse(site.get("").body().contains("Demo mode"));
    new Socket(DemoIT.otherAddress(), site.mqttPort()).close();
  }

  @Tag(OneServer.TAG) // as AccessibilityIT
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "poll",
        "long-poll",
        "iframe",
        "sse",
        "websocket",
        "mqtt",
        "dot",
        "console",
        "lab"
      })
  void aPageAsksBeforeItCallsAnything(String page) throws Exception {
    open(page, "");
    Await.until("asked", () -> shown("access"));
    if (page.equals("lab")) {
      assertEquals("Not connected: a token or a login is needed.", text("state"));
      browser.findElement(By.id("begin")).click();
      Await.until("told", () -> text("refused").startsWith("Nothing was sent"));
    } else if (!page.equals("console")) {
      browser.findElement(By.cssSelector("#publish [name=text]")).sendKeys("Hello", Keys.ENTER);
      Await.until("told", () -> text("refused").startsWith("Nothing was sent: paste a token"));
      assertEquals("token", browser.switchTo().activeElement().getAttribute("name"));
      String kept =
          browser.findElement(By.cssSelector("#publish [name=text]")).getAttribute("value");
      assertEquals("Hello", kept);
      assertTrue(text("state").startsWith("Not connected: a token"), text("state"));
    }
    assertEquals("", text("error"));
    assertEquals(
        List.of(),
        browser.executeScript(
            "return performance.getEntriesByType('resource').map(({ name }) => name)"
                + ".filter((name) => new URL(name).pathname.includes('/api/'))"));
    assertFalse(browser.getPageSource().contains("api/demo/token"));
    assertAccessible("asks-" + (page.isEmpty() ? "index" : page));
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", PHONE, "height", 844, "deviceScaleFactor", 1, "mobile", true));
    open(page, "?lang=zh-CN");
    Await.until("asked", () -> shown("access"));
    assertAccessible("asks-phone-" + (page.isEmpty() ? "index" : page));
    assertEquals(
        (long) PHONE, browser.executeScript("return document.documentElement.scrollWidth"));
    assertEquals(List.of(), Browser.complaints(browser));
  }

  static List<String> scenes() {
    return ScenesIT.SCENES;
  }

  @Tag(OneServer.TAG) // as ScenesIT
  @ParameterizedTest
  @MethodSource("scenes")
  void aSceneAsksForATokenAndThenRuns(String scene) throws Exception {
    open("scenes/" + scene, "?topic=" + DeployedWar.newTopic());
    Await.until("asked", () -> shown("access"));
    assertEquals("true", browser.findElement(By.id("scene")).getAttribute("inert"));
    assertEquals("Not connected: a token is needed.", text("state"));
    Await.until(
        "the source is shown",
        () ->
            browser
                .findElement(By.cssSelector("[data-source] pre code"))
                .getText()
                .contains("start"));
    assertEquals(
        List.of(),
        browser.executeScript(
            "return performance.getEntriesByType('resource').map(({ name }) => name)"
                + ".filter((name) => new URL(name).pathname.includes('/api/'))"));
    assertAccessible("asks-scene-" + scene);
    paste(Site.TOKEN);
    awaitOpen();
    assertFalse(shown("access"));
    assertEquals("", text("error"));
    assertEquals(List.of(), Browser.complaints(browser));
  }

  private void assertAccessible(String name) throws Exception {
    Browser.screenshot(browser, name);
    assertEquals(List.of(), Axe.violations(browser), name);
  }

  @Tag(OneServer.TAG) // the container is asked by aLoginIsEnough
  @ParameterizedTest
  @ValueSource(strings = {"", "poll", "long-poll", "iframe", "sse", "websocket", "mqtt"})
  void aTokenIsEnough(String page) throws Exception {
    String topic = DeployedWar.newTopic();
    open(page, "?lang=zh-CN&topic=" + topic);
    paste(Site.TOKEN);
    awaitOpen();
    assertFalse(shown("access"));
    assertEquals("tester", text("user"));
    browser.findElement(By.cssSelector("#publish [name=text]")).sendKeys("Hello", Keys.ENTER);
    Await.until("counted", () -> text("dot").equals("1"));
    browser.navigate().refresh();
    awaitOpen(); // the tab has kept the token
    assertEquals(List.of(), Browser.complaints(browser));
  }

  @Test
  void theConsoleAndTheDotTakeATokenToo() throws Exception {
    open("console", "");
    paste(Site.TOKEN);
    Await.until("entered", () -> shown("tabs"));
    open("dot", "");
    awaitOpen(); // in the same tab
    assertEquals("tester", text("user"));
    String code = browser.findElement(By.cssSelector(".code code")).getText();
    assertTrue(code.contains("token-url=\"/my/token\""), code);
    new Select(browser.findElement(By.cssSelector("#publish select"))).selectByValue("user/tester");
    browser.findElement(By.cssSelector("#publish [name=text]")).sendKeys("Hello", Keys.ENTER);
    Await.until(
        "sent",
        () -> browser.findElement(By.cssSelector("#publish output")).getText().equals("Sent."));
    assertEquals(List.of(), Browser.complaints(browser));
  }

  @Test
  void aTokenThatIsRefusedIsAskedForAgain() throws Exception {
    open("sse", "");
    paste("nonsense");
    Await.until("refused", () -> shown("access") && !text("refused").isEmpty());
    assertEquals("", text("error"));
    paste(Site.TOKEN);
    awaitOpen();
    assertFalse(shown("access"));
  }

  /** A site that gives its users the cookie has them signed in on these pages, too. */
  @ParameterizedTest
  @ValueSource(strings = {"", "iframe", "sse", "mqtt", "console"})
  void aLoginIsEnough(String page) throws Exception {
    open("api", "");
    assertEquals(
        204L,
        browser.executeAsyncScript(
            "const done = arguments[1];"
                + "fetch('api/cookie', {method: 'POST', headers: {Authorization: `Bearer ${arguments[0]}`}})"
                + ".then(({ status }) => done(status), (error) => done(String(error)))",
            Site.TOKEN));
    open(page, "?topic=" + DeployedWar.newTopic());
    Await.until("asked", () -> shown("access"));
    browser.findElement(By.id("login")).click();
    if (page.equals("console")) {
      Await.until("entered", () -> shown("tabs"));
    } else {
      awaitOpen();
      browser.findElement(By.cssSelector("#publish [name=text]")).sendKeys("Hello", Keys.ENTER);
      Await.until("counted", () -> text("dot").equals("1"));
    }
    assertEquals(List.of(), Browser.complaints(browser));
  }

  private void open(String page, String query) {
    browser.get(server.site().uri(page.isEmpty() ? "" : page + ".jsp") + query);
  }

  private void paste(String token) throws Exception {
    Await.until("asked", () -> shown("access"));
    browser.findElement(By.cssSelector("#token [name=token]")).sendKeys(token, Keys.ENTER);
  }

  private void awaitOpen() throws Exception {
    Await.until(
        "open",
        () -> "open".equals(browser.findElement(By.id("state")).getAttribute("data-state")));
  }

  private boolean shown(String id) {
    return browser.findElements(By.id(id)).stream().anyMatch(WebElement::isDisplayed);
  }

  private String text(String id) {
    return browser.findElement(By.id(id)).getText();
  }
}
