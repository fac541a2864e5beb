package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reddot.fixture.ApiSchemas;
import io.reddot.fixture.Await;
import io.reddot.fixture.Axe;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.HttpApi;
import io.reddot.fixture.OneServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The page that shows the descriptions of the API, in a real browser. */
@Tag(OneServer.TAG)
class ApiPageIT extends DeployedWar {
  private static final int PHONE = 390;
  private static final int DESKTOP = 1_280;

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

  private void open(String fragment) throws Exception {
    browser.get(site().uri("api.jsp") + fragment);
    Await.until("shown", () -> !browser.findElements(By.cssSelector("details.call")).isEmpty());
  }

  @Test
  void showsEveryCallChannelAndSchemaAndAsksNoOtherSite() throws Exception {
    JsonNode http = ApiSchemas.parse(site().get("api/openapi.json").body());
    JsonNode streams = ApiSchemas.parse(site().get("api/asyncapi.json").body());
    open("");
    for (HttpApi.Operation each : new HttpApi(http).operations().values()) {
      String heading = summary("http." + each.id());
      assertTrue(heading.startsWith(each.method() + " api" + each.path() + " "), heading);
    }
    http.at("/components/schemas").fieldNames().forEachRemaining(name -> summary("http." + name));
    streams
        .path("channels")
        .fieldNames()
        .forEachRemaining(name -> summary("streams.channel." + name));
    streams
        .at("/components/schemas")
        .fieldNames()
        .forEachRemaining(name -> summary("streams." + name));
    assertEquals(
        List.of(),
        browser.executeScript(
            "return [...document.querySelectorAll('article a[href^=\"#\"]')].map((each) =>"
                + " each.hash.slice(1)).filter((id) => !document.getElementById(id))"));
    assertEquals(
        List.of(),
        browser.executeScript(
            "return performance.getEntriesByType('resource').map(({ name }) => name)"
                + ".filter((name) => new URL(name).origin !== location.origin)"));
    assertEquals(List.of(), Browser.complaints(browser));
  }

  private String summary(String id) {
    String selector = "details[id='" + id + "'] > summary";
    return browser.findElement(By.cssSelector(selector)).getText();
  }

  @Test
  void opensWhatTheAddressNamesAndFindsCalls() throws Exception {
    open("#http.publish");
    WebElement call = browser.findElement(By.cssSelector("details[id='http.publish']"));
    Await.until("open", () -> call.getAttribute("open") != null);
    assertTrue(call.getText().contains("409"), call.getText());
    call.findElement(By.linkText("Draft")).click();
    WebElement draft = browser.findElement(By.cssSelector("details[id='http.Draft']"));
    Await.until("the schema", () -> draft.getAttribute("open") != null);
    assertTrue(draft.getText().contains("sendAt"), draft.getText());
    browser.findElement(By.id("find")).sendKeys("inbox archive");
    Await.until("two are left", () -> shown() == 2);
    assertEquals(List.of(), Browser.complaints(browser));
  }

  private long shown() {
    return browser.findElements(By.cssSelector("details.call")).stream()
        .filter(WebElement::isDisplayed)
        .count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void isReadableInBothThemesAndOnAPhone(String theme) throws Exception {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    for (int width : List.of(DESKTOP, PHONE)) {
      browser.executeCdpCommand(
          "Emulation.setDeviceMetricsOverride",
          Map.of(
              "width", width, "height", 1_000, "deviceScaleFactor", 1, "mobile", width == PHONE));
      open("#http.publish");
      String name = "api-" + theme + "-" + width;
      Browser.screenshot(browser, name);
      browser.executeScript("scrollTo(0, 0)");
      Browser.screenshot(browser, name + "-top");
      browser.executeScript(
          "document.querySelectorAll('details').forEach((each) => { each.open = true; })");
      long wide = (long) browser.executeScript("return document.documentElement.scrollWidth");
      assertTrue(wide <= width, "something is as wide as " + wide);
      assertEquals(List.of(), Axe.violations(browser), name);
    }
    assertEquals(List.of(), Browser.complaints(browser));
  }
}
