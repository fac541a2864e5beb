package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.chrome.ChromeDriver;

/** The documents as pages of the WAR, for visitors without a token. */
class DocumentPagesIT extends DeployedWar {
  private static final int DOCUMENTS = 18;

  private HttpResponse<String> get(URI address) throws Exception {
    return Site.HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }

  /** All, by their addresses, as the index lists them. */
  private Map<URI, Document> pages() throws Exception {
    URI index = site().uri("docs/index.jsp");
    Map<URI, Document> pages = new LinkedHashMap<>();
    for (Element link : page(index).select(".contents a")) {
      URI address = index.resolve(link.attr("href"));
      pages.put(address, page(address));
    }
    assertEquals(DOCUMENTS, pages.size());
    return pages;
  }

  private Document page(URI address) throws Exception {
    HttpResponse<String> response = get(address);
    assertEquals(200, response.statusCode(), address::toString);
    String policy = response.headers().firstValue("Content-Security-Policy").orElse("none");
    assertTrue(
        policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'"), policy);
    return Jsoup.parse(response.body());
  }

  @Test
  void areWholeAndNeedNoScript() throws Exception {
    pages()
        .forEach(
            (address, page) -> {
              String title = page.select("h1").text();
              assertEquals(1, page.select("h1").size(), title);
              assertEquals(title + " · Red Dot", page.title());
              assertEquals(title, page.select(".contents [aria-current]").text());
              assertEquals("Documents", page.select(".top [aria-current]").text());
              assertEquals(0, page.select("script, style, [style]").size(), title);
            });
  }

  @Test
  void theirLinksLeadToPagesAndHeadings() throws Exception {
    Map<URI, Document> pages = pages();
    List<String> broken = new ArrayList<>();
    for (Map.Entry<URI, Document> page : pages.entrySet()) {
      for (Element each : page.getValue().select("article a[href], article img[src]")) {
        String target = each.hasAttr("href") ? each.attr("href") : each.attr("src");
        if (target.startsWith("http")) {
          continue; // an example, or another site
        }
        String[] parts = target.split("#", 2);
        URI to = parts[0].isEmpty() ? page.getKey() : page.getKey().resolve(parts[0]);
        Document there = pages.get(to);
        boolean found =
            parts.length == 2
                ? there != null && there.getElementById(parts[1]) != null
                : there != null || get(to).statusCode() == 200;
        if (!found) {
          broken.add(page.getKey() + ": " + target);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void theFolderIsTheIndex() throws Exception {
    Document page = page(site().uri("docs/"));
    assertEquals("Documents", page.select("h1").text());
  }

  @Test
  void fitANarrowScreenInBothThemes() throws Exception {
    Map<URI, Document> pages = pages();
    ChromeDriver browser = Browser.open();
    try {
      for (String theme : List.of("light", "dark")) {
        browser.executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
        browser.executeCdpCommand(
            "Emulation.setDeviceMetricsOverride",
            Map.of("width", 390, "height", 844, "deviceScaleFactor", 1, "mobile", true));
        for (URI address : pages.keySet()) {
          browser.get(address.toString());
          Object width = browser.executeScript("return document.documentElement.scrollWidth");
          assertEquals(390L, width, address::toString);
        }
        browser.get(site().uri("docs/quick-start.jsp").toString());
        Browser.screenshot(browser, "docs-" + theme);
      }
      assertEquals(List.of(), Browser.complaints(browser));
    } finally {
      browser.quit();
    }
  }
}
