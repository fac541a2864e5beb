package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Axe;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.OneServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * axe-core finds nothing on any page, in both themes and both languages, on a desktop and on a
 * phone; and no page is wider than its window. The console's views are in {@link ConsoleIT}.
 */
@Tag(OneServer.TAG)
class AccessibilityIT extends DeployedWar {
  private static final int PHONE = 390;
  private static final int DESKTOP = 1_280;

  /** With what each shows once its script has run. */
  private static final Map<String, String> PAGES =
      Map.ofEntries(
          Map.entry("", "#state[data-state=open]"),
          Map.entry("poll.jsp", "#state[data-state=open]"),
          Map.entry("long-poll.jsp", "#state[data-state=open]"),
          Map.entry("iframe.jsp", "#state[data-state=open]"),
          Map.entry("sse.jsp", "#state[data-state=open]"),
          Map.entry("websocket.jsp", "#state[data-state=open]"),
          Map.entry("mqtt.jsp", "#state[data-state=open]"),
          Map.entry("lab.jsp", "#state[data-state=open]"),
          Map.entry("dot.jsp", "#state[data-state=open]"),
          Map.entry("scenes.jsp", ".way"),
          Map.entry("api.jsp", "details.call"),
          Map.entry("console.jsp", "#view[aria-busy=false]"),
          Map.entry("docs/index.jsp", "h1"),
          Map.entry("nowhere.jsp", "h1"));

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void everyPageIsAccessibleAndFits(String theme) throws Exception {
    site().publish("demo/axe", "An apple a day");
    site().publish("user/alice", "The badge is on the page, too");
    ChromeDriver browser = Browser.open();
    List<Executable> checks = new ArrayList<>();
    try {
      browser.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
      for (int width : List.of(DESKTOP, PHONE)) {
        browser.executeCdpCommand(
            "Emulation.setDeviceMetricsOverride",
            Map.of(
                "width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width == PHONE));
        for (String page : PAGES.keySet()) {
          for (String language : List.of("en", "zh-CN")) {
            checks.add(check(browser, page, language, theme, width));
          }
        }
      }
    } finally {
      browser.quit();
    }
    assertAll(checks);
  }

  /** Looks now, so that one fault does not hide the next one. */
  private Executable check(
      ChromeDriver browser, String page, String language, String theme, int width)
      throws Exception {
    browser.get(
        site().uri(page) + "?lang=" + language + "&user=alice&topic=demo/axe&after=earliest");
    String ready =
        "return document.documentElement.lang === arguments[1]"
            + " && document.querySelector(arguments[0]) !== null";
    Await.until(
        page, () -> Boolean.TRUE.equals(browser.executeScript(ready, PAGES.get(page), language)));
    String name =
        "axe-%s-%s-%s-%d"
            .formatted(
                page.isEmpty() ? "index" : page.replace(".jsp", "").replace('/', '-'),
                language,
                theme,
                width);
    browser.executeScript(
        "document.querySelectorAll('details').forEach((each, i) => { each.open = i < 2; })");
    Browser.screenshot(browser, name);
    List<String> found = Axe.violations(browser);
    long wide = (long) browser.executeScript("return document.documentElement.scrollWidth");
    return () -> {
      assertEquals(List.of(), found, name);
      assertTrue(wide <= width, name + " is as wide as " + wide);
    };
  }
}
