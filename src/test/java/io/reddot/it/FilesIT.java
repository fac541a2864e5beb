package io.reddot.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts and styles of the pages, as browsers ask for them. */
class FilesIT extends DeployedWar {
  private static final String FILE = "js/page.js";

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("none");
  }

  private HttpResponse<String> send(String method, String path, String etag) throws Exception {
    return Site.HTTP.send(
        site()
            .request(path)
            .method(method, BodyPublishers.noBody())
            .header("If-None-Match", etag)
            .build(),
        BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource({
    "js/page.js, javascript, import",
    "js/lib/mqtt/dist/mqtt.esm.js, javascript, export",
    "css/reddot.css, text/css, {",
    "favicon.svg, image/svg+xml, <svg"
  })
  void comeWhole(String path, String type, String says) throws Exception {
    HttpResponse<String> answer = site().get(path);
    assertEquals(200, answer.statusCode());
    assertTrue(header(answer, "Content-Type").contains(type), header(answer, "Content-Type"));
    assertTrue(answer.body().contains(says), path);
    int length = answer.body().getBytes(UTF_8).length;
    assertEquals(Integer.toString(length), header(answer, "Content-Length"));
  }

  @Test
  void areNotSentAgainToWhoHasThem() throws Exception {
    String etag = header(site().get(FILE), "ETag");
    for (String known : new String[] {etag, "W/" + etag, "\"other\", " + etag, "*"}) {
      HttpResponse<String> answer = send("GET", FILE, known);
      assertEquals(304, answer.statusCode(), known);
      assertEquals(etag, header(answer, "ETag"));
      assertEquals("", answer.body());
    }
    assertEquals(200, send("GET", FILE, "\"other\"").statusCode());
  }

  @Test
  void tellTheirLengthToWhoAsksForTheHead() throws Exception {
    HttpResponse<String> whole = site().get(FILE);
    HttpResponse<String> head = send("HEAD", FILE, "\"other\"");
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertEquals(header(whole, "Content-Length"), header(head, "Content-Length"));
    assertEquals(header(whole, "ETag"), header(head, "ETag"));
    assertEquals(200, site().get(FILE).statusCode()); // the connection is not out of step
  }

  /** Some containers read two slashes as one, others do not: then there is nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"js//page.js", "js/./page.js", "js/", "js/lib", "js/nowhere.js", "css/"})
  void areNothingElseByOtherNames(String path) throws Exception {
    HttpResponse<String> answer = site().get(path);
    if (answer.statusCode() != 404) {
      assertEquals(site().get(FILE).body(), answer.body());
    }
  }
}
