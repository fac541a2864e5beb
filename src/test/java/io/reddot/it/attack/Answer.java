package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.it.Site;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server answered.
 *
 * @param status 0: it hung up
 * @param head the status line and all headers, as they came
 */
record Answer(int status, String head, String body) {
  /** Our insides and the container's: stacks, class names, its error pages. */
  private static final Pattern INSIDES =
      Pattern.compile(
          "(?m)^\\s*at"
              + " [\\w.$]+\\(|Exception\\b|\\bio\\.reddot\\.\\w|org\\.(apache|glassfish|jboss|wildfly|xnio)|com\\.sun\\.|JBWEB|XHTML"
              + " 1\\.0|<title>Error</title>|java\\.(lang|io|util)|SQLITE|org\\.sqlite");

  /**
   * What the containers answer by themselves: Undertow's word, and Payara's page around its own.
   */
  private static final Pattern UNDERTOWS =
      Pattern.compile(
          "<html><head><title>Error</title></head><body>\\d{3} - [A-Za-z -]+</body></html>");

  private static final Pattern PAYARAS =
      Pattern.compile(
          "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1\\.0 Strict//EN\" [^>]*>(.*<title>Payara Micro -"
              + " Error report</title>.*)",
          Pattern.DOTALL);

  /** Of a request that is for no application: the container's page, which names it, is its own. */
  Answer assertTellsNoInsidesOfOurs() {
    Matcher payaras = PAYARAS.matcher(body);
    String said =
        UNDERTOWS.matcher(body).matches() ? "" : payaras.matches() ? payaras.group(1) : body;
    assertFalse(INSIDES.matcher(said).find(), this::toString);
    return this;
  }

  /** The first header of that name; empty: there is none. */
  String header(String name) {
    return head.lines()
        .filter(
            line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
        .map(line -> line.substring(name.length() + 1).trim())
        .findFirst()
        .orElse("");
  }

  /** No stack, no class name, no page of the container's. */
  Answer assertTellsNoInsides() {
    assertFalse(INSIDES.matcher(body).find(), this::toString);
    return this;
  }

  /** One of these statuses, and problem+json with a sentence. */
  Answer assertProblem(Integer... statuses) {
    assertTrue(List.of(statuses).contains(status), this::toString);
    assertTellsNoInsides();
    assertEquals("application/problem+json", header("Content-Type").split(";")[0], this::toString);
    JsonObject problem = Site.object(body);
    assertEquals(status, problem.getInt("status"));
    assertTrue(problem.getString("detail").endsWith("."), body);
    return this;
  }

  @Override
  public String toString() {
    String all = head + body;
    return status + " " + (all.length() <= 1000 ? all : all.substring(0, 1000) + "…");
  }
}
