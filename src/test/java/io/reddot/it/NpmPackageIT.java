package io.reddot.it;

import static io.reddot.fixture.Dot.awaitBadge;
import static io.reddot.fixture.Dot.awaitListed;
import static io.reddot.fixture.Dot.part;
import static io.reddot.fixture.Dot.parts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.BadProxy;
import io.reddot.fixture.Browser;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.OneServer;
import io.reddot.fixture.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

/** The npm package, installed from its tarball into a page with React and into one with Vue. */
@Tag(OneServer.TAG)
class NpmPackageIT extends DeployedWar {
  private static final Path BUILD =
      Path.of(System.getProperty("reddot.work")).resolveSibling("npm");

  /** Below the build's packages, so that the pages find React, Vue and TypeScript. */
  private static final Path PROJECT = BUILD.resolve("pages");

  private static final Path SOURCES = Path.of("src/test/npm");

  private final String user = "u-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeAll
  static void install() throws Exception {
    Path tarball;
    try (Stream<Path> made = Files.list(BUILD.resolveSibling("npm-client"))) {
      tarball = made.filter(file -> file.toString().endsWith(".tgz")).findFirst().orElseThrow();
    }
    Files.createDirectories(PROJECT);
    Files.writeString(PROJECT.resolve("package.json"), "{\"private\": true, \"type\": \"module\"}");
    for (String page : List.of("react.tsx", "vue.ts")) {
      Files.writeString(PROJECT.resolve(page), Files.readString(SOURCES.resolve(page)));
    }
    run(
        "npm",
        "install",
        "--offline",
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        "--loglevel=error",
        tarball.toString());
  }

  private static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(PROJECT.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), String.join(" ", command));
    assertEquals(0, process.exitValue(), said);
  }

  private static void node(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("node", BUILD.resolve(program).toString()));
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"react.tsx", "vue.ts"})
  void aPageWithTheInstalledPackageCountsListsAndFollows(String page) throws Exception {
    // Of the libraries' own declarations only those are checked that the page uses.
    node(
        "node_modules/typescript/bin/tsc",
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "false",
        "--jsx",
        "react-jsx",
        "--target",
        "es2022",
        "--module",
        "esnext",
        "--moduleResolution",
        "bundler",
        "--types",
        "",
        page);
    String script = bundled(page);
    String topic = newTopic();
    Site reader = site().as(Site.token(user, List.of(), List.of(topic), List.of()));
    reader.done("POST", "api/inbox/read", "{\"all\":true}");
    ChromeDriver browser = Browser.open();
    try (BadProxy site = new BadProxy(site())) {
      site.page(html(topic, reader.token(), script));
      browser.get(site.site().uri(BadProxy.PAGE).toString());
      awaitBadge(browser, "");
      site().publish("user/" + user, "to the inbox");
      site().publish(topic, "to the topic");
      awaitBadge(browser, "1");
      Await.until("news", () -> text(browser, "#news").equals("to the topic"));
      part(browser, "button").click();
      awaitListed(browser, "to the inbox");
      Await.until("in German", () -> part(browser, "title").getText().equals("Nachrichten"));
      String background = part(browser, "panel").getCssValue("background-color");
      assertEquals("rgba(255, 255, 255, 1)", background, "the style of the list was loaded");
      parts(browser, "message").get(0).click();
      awaitBadge(browser, "");
      Await.until("selected", () -> !text(browser, "#selected").isEmpty());
      assertEquals(List.of(), Browser.complaints(browser));
    } finally {
      browser.quit();
    }
  }

  /** One file, with what is loaded on demand. */
  private static String bundled(String page) throws Exception {
    node(
        "node_modules/esbuild/bin/esbuild",
        page,
        "--bundle",
        "--minify",
        "--format=esm",
        "--jsx=automatic",
        "--define:process.env.NODE_ENV=\"production\"",
        "--define:__VUE_OPTIONS_API__=false",
        "--define:__VUE_PROD_DEVTOOLS__=false",
        "--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false",
        "--charset=utf8",
        "--log-level=warning",
        "--outfile=" + page + ".js");
    return Files.readString(PROJECT.resolve(page + ".js"));
  }

  private String html(String topic, String token, String script) throws IOException {
    return """
        <!DOCTYPE html>
        <html lang="en"><meta charset="utf-8"><title>A page with the package</title>
        <link rel="icon" href="data:">
        <body data-url="/reddot" data-topic="%s" data-token="%s">
        <main></main>
        <script type="module">%s</script>
        """
        .formatted(topic, token, script.replace("</script", "<\\/script"));
  }

  private static String text(ChromeDriver browser, String selector) {
    return browser.findElement(By.cssSelector(selector)).getText();
  }
}
