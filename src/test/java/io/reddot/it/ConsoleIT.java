package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.Await;
import io.reddot.fixture.Axe;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.Select;

/** The operator's console, in a real browser. */
class ConsoleIT extends DeployedWar {
  /** The widest that a phone's page may be. */
  private static final int PHONE = 390;

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
  void tellsAnybodyElseThatItIsForOperators() throws Exception {
    browser.get(site().uri("console.jsp") + "?user=" + user + "&role=");
    awaitText("#error", "The console is for operators only, and " + user + " is not one.");
    assertEquals(List.of(), browser.findElements(By.cssSelector("#tabs:not([hidden])")));
    assertEquals("", text("#view"));
  }

  @Test
  void theKeyboardIsEnough() throws Exception {
    open("send");
    WebElement tab = browser.findElement(By.cssSelector("#tabs a[href='#messages']"));
    browser.executeScript("arguments[0].focus()", tab);
    tab.sendKeys(Keys.ENTER);
    awaitText("#tabs [aria-current]", "Messages");
    Await.until(
        "focus", () -> "view".equals(browser.switchTo().activeElement().getAttribute("id")));
    browser.navigate().back();
    awaitText("#tabs [aria-current]", "Send");
    assertClean();
  }

  /** Each view in both themes, both languages, and on a phone; axe-core finds nothing in any. */
  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void looksAsItShould(String theme) throws Exception {
    prepared();
    for (String view : List.of("messages", "online", "overview")) {
      for (String language : List.of("en", "zh-CN")) {
        for (int width : new int[] {1280, PHONE}) {
          emulate(theme, width);
          open(view);
          speak(language);
          String name = "console-%s-%s-%s-%d".formatted(view, language, theme, width);
          Browser.screenshot(browser, name);
          assertEquals(List.of(), Axe.violations(browser), name);
          assertEquals(
              false,
              browser.executeScript(
                  "return document.documentElement.scrollWidth > document.documentElement.clientWidth"),
              name);
        }
      }
    }
    assertClean();
  }

  private void prepared() throws Exception {
    JsonObject data =
        Json.createObjectBuilder()
            .add("title", "Maintenance tonight")
            .add("text", "The portal is down from 22:00 to 22:30. 系统将于今晚维护。")
            .build();
    JsonObject unused = site().publish("group/Night shift", data);
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
    Select languages = new Select(browser.findElement(By.id("language")));
    if (!language.equals(languages.getFirstSelectedOption().getDomAttribute("value"))) {
      languages.selectByValue(language);
      Await.until("shown", this::shown);
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

  private void press(String label) {
    button(browser.findElement(By.id("view")), label).click();
  }

  private static WebElement button(WebElement in, String label) {
    return in.findElement(By.xpath(".//button[normalize-space()='" + label + "']"));
  }

  private void confirm(String label) {
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
