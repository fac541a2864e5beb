package io.reddot.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.zip.GZIPInputStream;
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
    "js/scenes/ticks.js, javascript, conflate",
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

  private HttpResponse<byte[]> compressed(String method, String path, String etag)
      throws Exception {
    return Site.HTTP.send(
        site()
            .request(path)
            .method(method, BodyPublishers.noBody())
            .header("Accept-Encoding", "gzip, deflate, br")
            .header("If-None-Match", etag)
            .build(),
        BodyHandlers.ofByteArray());
  }

  @ParameterizedTest
  @CsvSource({
    "js/reddot.min.js, 8192",
    "js/red-dot.min.js, 16384",
    "js/red-dot-list-css.js, 3000",
    "js/page.js, 4000",
    "js/lib/mqtt/dist/mqtt.esm.js, 150000",
    "css/reddot.css, 5000"
  })
  void areCompressedForClientsThatAcceptIt(String path, int most) throws Exception {
    HttpResponse<String> whole = site().get(path);
    assertEquals("none", header(whole, "Content-Encoding"));
    HttpResponse<byte[]> answer = compressed("GET", path, "\"other\"");
    assertEquals(200, answer.statusCode());
    assertEquals("gzip", header(answer, "Content-Encoding"));
    assertTrue(answer.body().length < most, answer.body().length + " bytes");
    assertEquals(Integer.toString(answer.body().length), header(answer, "Content-Length"));
    assertEquals(header(whole, "Content-Type"), header(answer, "Content-Type"));
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertEquals(whole.body(), new String(in.readAllBytes(), UTF_8));
    }
  }

  @Test
  void haveAValidatorOfEachCoding() throws Exception {
    HttpResponse<String> whole = site().get(FILE);
    HttpResponse<byte[]> gzip = compressed("GET", FILE, "\"other\"");
    String etag = header(gzip, "ETag");
    assertTrue(etag.startsWith("\""), etag);
    assertNotEquals(header(whole, "ETag"), etag);

    HttpResponse<byte[]> known = compressed("GET", FILE, etag);
    assertEquals(304, known.statusCode());
    assertEquals(etag, header(known, "ETag"));
    assertEquals(0, known.body().length);
    assertEquals(200, send("GET", FILE, etag).statusCode());
    assertEquals(200, compressed("GET", FILE, header(whole, "ETag")).statusCode());
    for (HttpResponse<?> answer : List.of(whole, gzip, known)) {
      assertTrue(varies(answer), answer.headers().toString());
    }
  }

  private static boolean varies(HttpResponse<?> answer) {
    return answer.headers().allValues("Vary").stream()
        .anyMatch(value -> value.contains("Accept-Encoding"));
  }

  @Test
  void tellTheirCompressedLengthToWhoAsksForTheHead() throws Exception {
    HttpResponse<byte[]> gzip = compressed("GET", FILE, "\"other\"");
    HttpResponse<byte[]> head = compressed("HEAD", FILE, "\"other\"");
    assertEquals(200, head.statusCode());
    assertEquals(0, head.body().length);
    for (String name : List.of("Content-Length", "Content-Encoding", "ETag")) {
      assertEquals(header(gzip, name), header(head, name), name);
    }
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
