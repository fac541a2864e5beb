package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Axe;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.OneServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

/** The laboratory in a real browser: what each transport counts, and does when it is disturbed. */
@Tag(OneServer.TAG)
class LabIT extends DeployedWar {
  private static final List<String> LANES =
      List.of("poll", "long-poll", "iframe", "sse", "websocket", "mqtt");

  @TempDir private Path folder;
  private ChromeDriver browser;

  @BeforeEach
  void open() throws Exception {
    browser = Browser.open();
    browser.executeCdpCommand(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", folder.toString()));
    browser.get(site().uri("lab.jsp") + "?lang=en&user=alice&topic=demo/" + newTopic());
    await("all are open", () -> state().equals("open"));
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  @Test
  void allLanesReceiveTheSameMessagesAndTheFilesHaveTheNumbers() throws Exception {
    begin(10);
    for (String lane : LANES) {
      await(lane, () -> received(lane) >= 20);
    }
    await("the server's metrics", () -> text("#server-cpu").endsWith("%"));
    assertTrue(text("#server-heap").endsWith("MB"), text("#server-heap"));
    browser.findElement(By.id("stop")).click();
    int stored = complete();
    for (String lane : LANES) {
      assertEquals(stored, received(lane), lane);
      assertEquals("0", figure(lane, "reconnects"), lane);
      assertTrue(figure(lane, "p99").endsWith("ms"), lane);
    }
    assertTrue(number(figure("sse", "requests")) < number(figure("poll", "requests")));
    assertTrue(number(figure("poll", "requests")) < number(figure("long-poll", "requests")));

    assertAllOnce(stored);
    browser.findElement(By.id("svg")).click();
    Path svg = folder.resolve("reddot-laboratory.svg");
    await("SVG", () -> Files.exists(svg));
    String drawing = Files.readString(svg);
    assertTrue(drawing.contains(">WebSocket<") && drawing.contains(">" + stored + "<"), drawing);
    assertLooksRight();
    assertEquals(List.of(), Browser.complaints(browser));
  }

  private void assertLooksRight() throws Exception {
    for (String theme : List.of("light", "dark")) {
      browser.executeCdpCommand(
          "Emulation.setEmulatedMedia",
          Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
      for (int width : List.of(1_280, 390)) {
        browser.executeCdpCommand(
            "Emulation.setDeviceMetricsOverride",
            Map.of(
                "width", width, "height", 3_600, "deviceScaleFactor", 1, "mobile", width == 390));
        Browser.screenshot(browser, "lab-" + theme + "-" + width);
        assertEquals(List.of(), Axe.violations(browser), theme);
      }
    }
  }

  @Test
  void whatWasCutContinuesWithoutAGap() throws Exception {
    begin(10);
    await("it runs", () -> received("websocket") >= 5 && received("poll") >= 1);
    press(".lane[data-lane=websocket]", "cut");
    await("cut", () -> lane("websocket").equals("waiting"));
    int others = received("sse");
    await("what had arrived is drawn", () -> received("sse") >= others + 10);
    int atCut = received("websocket");
    int more = received("sse");
    await("the others go on", () -> received("sse") >= more + 10);
    assertEquals(atCut, received("websocket"));
    press(".lane[data-lane=websocket]", "cut");
    await("it is back", () -> received("websocket") >= atCut + 10);
    assertEquals("1", figure("websocket", "reconnects"));

    press("#run", "cut");
    for (String lane : LANES) {
      await(lane + " is cut", () -> !lane(lane).equals("open"));
      assertEquals("true", pressed(".lane[data-lane=" + lane + "]", "cut"));
    }
    int all = stored();
    await("published meanwhile", () -> stored() >= all + 10);
    press("#run", "cut");
    for (String lane : LANES) {
      await(lane + " is back", () -> lane(lane).equals("open"));
    }
    browser.findElement(By.id("stop")).click();
    assertAllOnce(complete());
    assertEquals(List.of(), Browser.complaints(browser));
  }

  @Test
  void aStalledClientIsLateOrReconnectsAndMissesNothing() throws Exception {
    begin(5);
    await("it runs", () -> received("websocket") >= 5 && received("sse") >= 5);
    for (String lane : List.of("websocket", "sse", "poll")) {
      press(".lane[data-lane=" + lane + "]", "stalled");
    }
    await("a poll sees that no answer comes", () -> !lane("poll").equals("open"));
    await("no pong comes, either", () -> !lane("websocket").equals("open"));
    assertTrue(received("sse") < received("mqtt"));
    assertTrue(text("#events").contains("The server stopped responding."), text("#events"));
    Browser.screenshot(browser, "lab-stalled");
    press("#run", "stalled"); // not all are: presses the others
    press("#run", "stalled");
    browser.findElement(By.id("stop")).click();
    assertAllOnce(complete());
    assertEquals(List.of(), Browser.complaints(browser));
  }

  @Test
  void aProxyThatBuffersDelaysStreamsOnly() throws Exception {
    begin(5); // 4 kB are about two seconds of messages
    await("it runs", () -> received("sse") >= 5 && received("iframe") >= 5);
    press("#run", "buffers");
    await("late", () -> millis("sse") >= 1_000 && millis("iframe") >= 1_000);
    await("a tunnel is not", () -> millis("websocket") < millis("sse"));
    assertEquals("open", lane("poll"));
    assertEquals("0", figure("websocket", "reconnects"));
    press("#run", "buffers");
    browser.findElement(By.id("stop")).click();
    assertAllOnce(complete());
    assertEquals(List.of(), Browser.complaints(browser));
  }

  private void await(String what, Callable<Boolean> condition) throws Exception {
    try {
      Await.until(what, condition);
    } catch (AssertionError e) {
      String page = text("#run .told") + text("#error") + text("tbody") + text("#events");
      throw new AssertionError(what + "; the page says: " + page, e);
    }
  }

  private void begin(int rate) {
    browser.executeScript(
        "const rate = document.querySelector('[name=rate]'); rate.value = arguments[0];"
            + "rate.dispatchEvent(new Event('input', { bubbles: true }))",
        rate);
    browser.findElement(By.id("begin")).click();
  }

  /** Waits until every lane has all that was stored. */
  private int complete() throws Exception {
    await("stopped", () -> state().equals("ended"));
    await(
        "all have all",
        () -> LANES.stream().allMatch(lane -> received(lane) == stored() && missing(lane) == 0));
    return stored();
  }

  /** The file counts messages that came a second time. */
  private void assertAllOnce(int stored) throws Exception {
    browser.findElement(By.id("csv")).click();
    Path csv = folder.resolve("reddot-laboratory.csv");
    await("CSV", () -> Files.exists(csv));
    List<String> rows = Files.readAllLines(csv);
    assertEquals(1 + LANES.size(), rows.size());
    for (int i = 0; i < LANES.size(); i++) {
      String row = rows.get(i + 1);
      assertTrue(row.startsWith(LANES.get(i) + "," + stored + ",0,0,"), row);
    }
  }

  private void press(String place, String fault) {
    browser.executeScript(
        "document.querySelector(arguments[0]).click()", place + " [data-fault=" + fault + "]");
  }

  private String pressed(String place, String fault) {
    return browser
        .findElement(By.cssSelector(place + " [data-fault=" + fault + "]"))
        .getAttribute("aria-pressed");
  }

  private String state() {
    return browser.findElement(By.id("state")).getAttribute("data-state");
  }

  private String lane(String name) {
    return browser
        .findElement(By.cssSelector(".lane[data-lane=" + name + "] .state"))
        .getAttribute("data-state");
  }

  private String figure(String lane, String name) {
    return text("tr[data-lane=" + lane + "] [data-figure=" + name + "]");
  }

  private int received(String lane) {
    return (int) number(figure(lane, "received"));
  }

  private int missing(String lane) {
    return (int) number(figure(lane, "missing"));
  }

  private int stored() {
    return (int) number(text("#stored").replaceAll("\\. Refused.*", ""));
  }

  private double millis(String lane) {
    return number(figure(lane, "p95"));
  }

  private static double number(String text) {
    String digits = text.replaceAll("[^0-9.]", "");
    return digits.isEmpty() ? 0 : Double.parseDouble(digits);
  }

  private String text(String selector) {
    return (String)
        browser.executeScript("return document.querySelector(arguments[0]).textContent", selector);
  }
}
