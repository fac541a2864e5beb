package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever name is taken can be named again, whatever characters it has. */
class NamesIT extends DeployedWar {
  private static final String EMOJI = "\ud83d\ude00";

  private static String message(String topic, String id, String more) {
    return Json.createObjectBuilder()
        .add("topic", topic)
        .add("data", 1)
        .add("id", id)
        .build()
        .toString()
        .replaceFirst("}$", more + "}");
  }

  /** {@code ?name=value&…} */
  private static String query(String... namesAndValues) {
    StringBuilder query = new StringBuilder("?");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      query
          .append(namesAndValues[i])
          .append('=')
          .append(Site.encode(namesAndValues[i + 1]))
          .append('&');
    }
    return query.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"CORP\\alice", "a;b", "a%2Fb", "..", ".", "a b", "a?b&c=d", EMOJI, "a%zzb"})
  void everyUserAndGroupCanBeNamed(String odd) throws Exception {
    String user = odd.length() < 3 ? odd : odd + UUID.randomUUID();
    String group = "g" + odd + UUID.randomUUID();
    JsonObject joined =
        site().done("PUT", "api/groups/members" + query("group", group, "user", user), "");
    assertEquals(user, joined.getString("user"));
    assertTrue(
        site()
            .done("GET", "api/groups/members" + query("group", group), "")
            .toString()
            .contains(Json.createValue(user).toString()));
    Site their = site().as(Site.token(user, List.of(group), List.of(), List.of()));
    try (Subscriber subscriber = Transport.SSE.subscribe(their, "latest")) {
      subscriber.hello();
      site().publish("user/" + user, "one");
      assertEquals("one", subscriber.message().getString("data"));
      site().publish("group/" + group, "two");
      assertEquals("two", subscriber.message().getString("data"));
      JsonObject presence = site().done("GET", "api/presence" + query("user", user), "");
      assertTrue(presence.getBoolean("online"));
      assertEquals(user, presence.getString("user"));
    }
    site().done("DELETE", "api/groups/members" + query("group", group, "user", user), "");
    if (odd.length() > 2) { // the others are other tests', too
      JsonObject gone = site().done("POST", "api/users/disconnect" + query("user", user), "");
      assertEquals(user, gone.getString("user"));
      assertProblem(401, their.get("api/inbox"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\\b", "a/b", "a;b", "a%2Fb", "..", "a/..", "receipts", "a b", EMOJI, "%zz"})
  void everyIdCanBeNamed(String odd) throws Exception {
    String id = UUID.randomUUID() + "/" + odd;
    String topic = newTopic();
    assertEquals(200, site().post(message(topic, id, "")).statusCode());
    JsonObject receipts = site().done("GET", "api/receipts" + query("id", id), "");
    assertEquals(id, receipts.getString("id"));
    JsonObject recalled = site().done("DELETE", "api/messages" + query("id", id), "");
    assertEquals(id, recalled.getString("id"));
    String later = id + "2";
    String sendAt = ",\"sendAt\":\"2030-01-01T00:00:00Z\"";
    assertEquals(200, site().post(message(topic, later, sendAt)).statusCode());
    JsonObject cancelled = site().done("DELETE", "api/scheduled" + query("id", later), "");
    assertEquals(later, cancelled.getString("id"));
    assertEquals(
        id, site().done("POST", "api/tokens/revoke" + query("id", id), "").getString("id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\", ";x=1/b", "..", "./a", "a//", "%2F", EMOJI})
  void everyTopicCanBeNamed(String odd) throws Exception {
    String topic = newTopic() + "/" + odd;
    HttpResponse<String> answer =
        site().post("api/topics" + query("topic", topic), "text/plain", "raw".getBytes(UTF_8));
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("raw", site().history(topic).get(0).getString("data"));
  }

  /** Payara resolves a path only up to there. */
  @ParameterizedTest
  @ValueSource(strings = {";", "a;", ";x=1/b"})
  void anEscapedSemicolonIsPartOfANameInAPath(String odd) throws Exception {
    String topic = newTopic() + "/" + odd;
    String path = "api/topics/" + Site.encode(topic).replace("%2F", "/");
    HttpResponse<String> answer = site().post(path, "text/plain", "raw".getBytes(UTF_8));
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("raw", site().history(topic).get(0).getString("data"));
    String member =
        "api/groups/"
            + Site.encode("g;" + UUID.randomUUID())
            + "/members/"
            + Site.encode("u" + odd);
    if (!odd.contains("/")) {
      assertEquals("u" + odd, site().done("PUT", member, "").getString("user"));
    }
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    for (String call :
        List.of(
            "DELETE api/messages",
            "DELETE api/scheduled",
            "GET api/receipts",
            "POST api/users/disconnect",
            "POST api/tokens/revoke",
            "GET api/groups/members",
            "PUT api/groups/members?group=g",
            "POST api/topics")) {
      String[] parts = call.split(" ");
      HttpResponse<String> answer = site().send(parts[0], parts[1], "");
      assertProblem(400, answer);
      assertTrue(answer.body().contains("The query has no parameter '"), answer.body());
    }
  }

  @Test
  void refusesHalfACharacterAndSaysSo() throws Exception {
    for (String body :
        List.of(
            "{\"topic\":\"user/a\\ud83d\",\"data\":1}",
            "{\"topic\":\"it/x\",\"data\":1,\"id\":\"\\ude00\"}",
            "{\"topic\":\"it/x\",\"data\":1,\"event\":\"a\\ud83d\"}")) {
      HttpResponse<String> answer = site().post(body);
      assertProblem(400, answer);
      assertTrue(answer.body().contains("has half a character"), answer.body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "0", "yes", "on", "TRUE"})
  void aFlagIsTrueOrFalse(String flag) throws Exception {
    String topic = newTopic();
    String path = "api/topics/" + topic + "?retain=";
    assertProblem(400, site().post(path + flag, "text/plain", "x".getBytes(UTF_8)));
    assertEquals(List.of(), site().history(topic));
    assertEquals(200, site().post(path + "true", "text/plain", "x".getBytes(UTF_8)).statusCode());
    assertEquals(200, site().post(path + "false", "text/plain", "x".getBytes(UTF_8)).statusCode());
  }

  private HttpResponse<String> poll(String query, String... tags) throws Exception {
    var request = site().request("api/poll?" + query);
    for (String tag : tags) {
      request.header("If-None-Match", tag);
    }
    return Site.HTTP.send(request.build(), BodyHandlers.ofString());
  }

  /** Apache's mod_deflate changes tags; caches send several, and those of others. */
  @Test
  void aPollKnowsItsTagHoweverItComesBack() throws Exception {
    String topic = "topic=" + newTopic();
    String cursor = site().head();
    for (String tag :
        List.of(
            "\"%s\"",
            "W/\"%s\"",
            "\"%s-gzip\"",
            "\"%s;gzip\"",
            "\"others\", \"%s\"",
            "\"%s-gzip\", \"others\"")) {
      assertEquals(304, poll(topic, tag.formatted(cursor)).statusCode(), tag);
    }
    assertEquals(304, poll(topic, "\"others\"", "\"" + cursor + "\"").statusCode());
    assertEquals(304, poll(topic, "*").statusCode());
    assertEquals(304, poll(topic + "&after=" + cursor, "*").statusCode());
    site().publish(topic.substring(6), "news");
    for (String tag : List.of("\"%s-gzip\"", "\"others\", \"%s\"")) {
      HttpResponse<String> news = poll(topic, tag.formatted(cursor));
      assertEquals(200, news.statusCode());
      assertTrue(news.body().contains("\"news\""), news.body());
    }
    assertTrue(poll(topic + "&after=" + cursor, "*").body().contains("\"news\""));
  }

  @Test
  void aTagOfOthersDoesNotMatch() throws Exception {
    String topic = "topic=" + newTopic();
    HttpResponse<String> answer = poll(topic, "\"33a64df5\", \"x\"");
    assertEquals(200, answer.statusCode());
    assertFalse(Site.object(answer.body()).getBoolean("recovered"), "its place is not known");
    String cursor = Site.object(answer.body()).getString("cursor");
    HttpResponse<String> again = poll(topic + "&after=" + cursor, "\"33a64df5\"");
    assertEquals(200, again.statusCode());
    assertTrue(Site.object(again.body()).getBoolean("recovered"));
    assertEquals(
        200,
        Site.HTTP
            .send(
                site()
                    .request("api/long-poll?wait=20&" + topic)
                    .header("If-None-Match", "\"33a64df5\"")
                    .build(),
                BodyHandlers.ofString())
            .statusCode());
  }
}
