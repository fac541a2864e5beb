package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;

/** The machine's Chromium, each with a profile of its own. */
public final class Browser {
  private static final File CHROMIUM = new File("/usr/bin/chromium");
  private static final File DRIVER = new File("/usr/bin/chromedriver");

  private Browser() {}

  public static ChromeDriver open(String... arguments) {
    return open(Map.of(), arguments);
  }

  /** One whose user blocks all cookies, and with them storage, locks and channels. */
  static ChromeDriver openWithoutStorage() {
    return open(Map.of("profile.default_content_setting_values.cookies", 2));
  }

  private static ChromeDriver open(Map<String, Object> preferences, String... arguments) {
    boolean there = CHROMIUM.canExecute() && DRIVER.canExecute();
    if (System.getenv("CI") != null) {
      assertTrue(there, "in CI there must be a browser: " + CHROMIUM + " and " + DRIVER);
    }
    Assumptions.assumeTrue(
        there, "SKIPPED: the pages are tested where there are " + CHROMIUM + " and " + DRIVER);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM);
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // root has none
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-prefers-reduced-motion", // what is still fading in counts as not displayed
        "--window-size=1280,1000");
    options.addArguments(arguments);
    options.setExperimentalOption("prefs", preferences);
    return new ChromeDriver(
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(), options);
  }

  /** What the page's scripts and the network complained about. */
  public static List<String> complaints(ChromeDriver browser) {
    return browser.manage().logs().get("browser").getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** What the page tried that its policy forbids, as far as {@link #complaints} was not asked. */
  static List<String> violations(ChromeDriver browser) {
    return complaints(browser).stream()
        .filter(each -> each.matches("(?is).*(content security policy|trusted).*"))
        .toList();
  }

  static void screenshot(ChromeDriver browser, String name) throws Exception {
    Path folder = Path.of(System.getProperty("reddot.work"), "screenshots");
    Files.createDirectories(folder);
    Files.write(folder.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }
}
