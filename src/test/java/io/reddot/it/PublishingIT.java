package io.reddot.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing over HTTP and reading what was published; and all that may be wrong with either. */
class PublishingIT extends DeployedWar {
  private static final int BODY_BYTES = 4 << 20;

  @Test
  void answersOneWithAnObjectAndSeveralWithAnArray() throws Exception {
    String topic = newTopic();
    JsonObject one = site().publish(topic, "x");
    assertFalse(one.getBoolean("duplicate"));
    var several =
        site()
            .post(
                "[{\"topic\":\"%1$s\",\"data\":1},{\"topic\":\"%1$s\",\"data\":null}]"
                    .formatted(topic));
    assertEquals(200, several.statusCode());
    assertTrue(several.body().startsWith("[{"), several.body());
    List<JsonObject> history = site().history(topic);
    assertEquals(3, history.size());
    assertEquals(one.getString("cursor"), history.get(0).getString("cursor"));
    assertEquals(one.getString("id"), history.get(0).getString("id"));
    assertEquals("null", history.get(2).get("data").toString());
  }

  @Test
  void storesAnIdOnceAndAnswersItAlike() throws Exception {
    String topic = newTopic();
    String message = "{\"topic\":\"%1$s\",\"data\":1,\"id\":\"%1$s\"}".formatted(topic);
    JsonObject first = Site.object(site().post(message).body());
    JsonObject again = Site.object(site().post(message).body());
    assertFalse(first.getBoolean("duplicate"));
    assertTrue(again.getBoolean("duplicate"));
    assertEquals(first.getString("cursor"), again.getString("cursor"));
    assertEquals(1, site().history(topic).size());
  }

  @Test
  void refusesAnIdThatHasOtherContentAlready() throws Exception {
    String topic = newTopic();
    site().post("{\"topic\":\"%1$s\",\"data\":1,\"id\":\"%1$s\"}".formatted(topic));
    assertProblem(
        409,
        site()
            .post(
                "[{\"topic\":\"%1$s\",\"data\":0},{\"topic\":\"%1$s\",\"data\":2,\"id\":\"%1$s\"}]"
                    .formatted(topic)));
    assertEquals(1, site().history(topic).size());
  }

  @Test
  void takesRawBodies() throws Exception {
    String topic = newTopic() + "/ü 🔴";
    String path = "api/topics/" + Site.encode(topic).replace("%2F", "/");
    byte[] bytes = {0, 1, (byte) 0xff, (byte) 0xfe};
    String named = path + "?event=text&id=" + Site.encode(topic);
    assertStored(site().post(named, "text/plain", "hé\n".getBytes(UTF_8)));
    assertStored(site().post(path, "application/octet-stream", bytes));
    assertStored(
        site().post(path, "application/json; charset=utf-8", "{ \"a\" : 1 }".getBytes(UTF_8)));
    assertProblem(400, site().post(path, "application/json", "{".getBytes(UTF_8)));
    List<JsonObject> history = site().history(topic);
    assertEquals(3, history.size());
    assertEquals("hé\n", history.get(0).getString("data"));
    assertEquals("text", history.get(0).getString("event"));
    assertEquals(topic, history.get(0).getString("id"));
    assertEquals("base64", history.get(1).getString("encoding"));
    assertArrayEquals(bytes, Base64.getDecoder().decode(history.get(1).getString("data")));
    assertEquals(1, history.get(2).getJsonObject("data").getInt("a"));
  }

  private static void assertStored(HttpResponse<String> response) {
    assertEquals(200, response.statusCode(), response.body());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void refusesWhatIsBadAndStoresNothing(String what, String json) throws Exception {
    String before = site().head();
    assertProblem(400, site().post(json));
    assertEquals(before, site().head(), "something was stored");
  }

  static Stream<Arguments> bad() {
    String good = "{\"topic\":\"it/bad\",\"data\":1}";
    return Stream.of(
        Arguments.of("nothing", ""),
        Arguments.of("broken JSON", "{\"topic\":\"it/bad\",\"data\":"),
        Arguments.of("more than JSON", good + " x"),
        Arguments.of("a number", "7"),
        Arguments.of("deep nesting", "[".repeat(100_000)),
        Arguments.of(
            "deep arrays",
            "{\"topic\":\"it/bad\",\"data\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
        Arguments.of(
            "deep objects",
            "{\"topic\":\"it/bad\",\"data\":"
                + "{\"a\":".repeat(100_000)
                + "1"
                + "}".repeat(100_001)),
        Arguments.of("no topic", "{\"data\":1}"),
        Arguments.of("no data", "{\"topic\":\"it/bad\"}"),
        Arguments.of("a topic that is no string", "{\"topic\":7,\"data\":1}"),
        Arguments.of("an empty topic", "{\"topic\":\"\",\"data\":1}"),
        Arguments.of("a filter as topic", "{\"topic\":\"it/#\",\"data\":1}"),
        Arguments.of("64 KB of topic", "{\"topic\":\"" + "t/".repeat(32 << 10) + "\",\"data\":1}"),
        Arguments.of("an unknown member", "{\"topic\":\"it/bad\",\"data\":1,\"tpoic\":2}"),
        Arguments.of(
            "an event with a line break", "{\"topic\":\"it/bad\",\"data\":1,\"event\":\"a\\nb\"}"),
        Arguments.of(
            "a time that is none", "{\"topic\":\"it/bad\",\"data\":1,\"expiresAt\":\"soon\"}"),
        Arguments.of("all or nothing", "[" + good + ",{\"topic\":\"it/bad\"}]"));
  }

  @Test
  void refusesABodyOverTheLimit() throws Exception {
    String before = site().head();
    String json = "{\"topic\":\"it/bad\",\"data\":\"" + "x".repeat(BODY_BYTES) + "\"}";
    assertProblem(413, site().post(json));
    assertProblem(413, site().post("api/topics/it/bad", "text/plain", new byte[BODY_BYTES + 1]));
    assertEquals(before, site().head());
  }

  /** What it unpacks to is not known before; a few bytes may be gigabytes. */
  @ParameterizedTest
  @ValueSource(strings = {"api/messages", "api/topics/it/bad", "api/inbox/read"})
  void refusesACompressedBody(String path) throws Exception {
    String before = site().head();
    HttpResponse<String> response =
        Site.HTTP.send(
            site()
                .request(path)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[100]))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertProblem(415, response);
    assertEquals(before, site().head());
  }

  @Test
  void tellsAPageOfHistoryFromTheNext() throws Exception {
    String topic = newTopic();
    site().publishNumbers(topic, 0, 25);
    JsonObject first = Site.object(site().get("api/messages?limit=10&topic=" + topic).body());
    assertEquals(10, first.getJsonArray("messages").size());
    assertTrue(first.getBoolean("more"));
    JsonObject rest =
        Site.object(
            site()
                .get("api/messages?limit=100&" + Site.query(first.getString("cursor"), topic))
                .body());
    assertEquals(15, rest.getJsonArray("messages").size());
    assertFalse(rest.getBoolean("more"));
  }

  @ParameterizedTest
  @MethodSource("badReads")
  void refusesToReadWhatIsBad(int status, String path) throws Exception {
    assertProblem(status, site().get(path));
  }

  static Stream<Arguments> badReads() {
    return Stream.of(
        Arguments.of(400, "api/messages?topic=a/%23/b"),
        Arguments.of(400, "api/messages?topic=a&after=anotherlog-1"),
        Arguments.of(400, "api/messages?topic=a&after=junk"),
        Arguments.of(400, "api/messages?topic=a&limit=0"),
        Arguments.of(400, "api/messages?topic=a&limit=many"),
        Arguments.of(400, "api/poll?topic=a%2B"),
        Arguments.of(400, "api/poll?" + "topic=a&".repeat(256)),
        Arguments.of(400, "api/long-poll?topic=a&wait=-1"),
        Arguments.of(404, "api/nothing/here"));
  }

  @Test
  void answersAPollWithoutNewsBy304() throws Exception {
    String topic = newTopic();
    HttpResponse<String> first = site().get("api/poll?topic=" + topic);
    String etag = first.headers().firstValue("ETag").orElseThrow();
    assertEquals('"' + Site.object(first.body()).getString("cursor") + '"', etag);
    var again =
        Site.HTTP.send(
            site().request("api/poll?topic=" + topic).header("If-None-Match", etag).build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(304, again.statusCode());
    site().publish(topic, "news");
    var news =
        Site.HTTP.send(
            site().request("api/poll?topic=" + topic).header("If-None-Match", etag).build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(200, news.statusCode());
    assertNotEquals(etag, news.headers().firstValue("ETag").orElseThrow());
  }

  /** RFC 9457: its media type, the status repeated, a sentence; and no trace of our insides. */
  static void assertProblem(int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals(
        "application/problem+json",
        response.headers().firstValue("Content-Type").orElse("none").split(";")[0]);
    JsonObject problem = Site.object(response.body());
    assertEquals(status, problem.getInt("status"));
    assertTrue(problem.getString("detail").endsWith("."), response.body());
    assertFalse(response.body().contains("Exception"), response.body());
  }
}
