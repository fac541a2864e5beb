package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The inbox over HTTP: what is in it, what is read, and all that may be wrong with asking. */
class InboxIT extends DeployedWar {
  private final String user = "u-" + UUID.randomUUID();

  /** Somebody whom nobody else writes to, and who has read what there is for everyone. */
  private Site reader() throws Exception {
    Site reader = site().as(Site.token(user, List.of(), List.of(), List.of()));
    reader.done("POST", "api/inbox/read", "{\"all\":true}");
    return reader;
  }

  private JsonObject write(String members) throws Exception {
    var response =
        site().post("{\"topic\":\"user/%s\",\"data\":{\"n\":1}%s}".formatted(user, members));
    assertEquals(200, response.statusCode(), response.body());
    return Site.object(response.body());
  }

  private static List<JsonObject> list(Site reader, String query) throws Exception {
    return reader
        .done("GET", "api/inbox?" + query, "")
        .getJsonArray("messages")
        .getValuesAs(JsonObject.class);
  }

  private static long unread(Site reader) throws Exception {
    return reader.done("GET", "api/inbox/unread", "").getJsonNumber("count").longValue();
  }

  @Test
  void countsListsAndReads() throws Exception {
    Site reader = reader();
    JsonObject first = write(",\"event\":\"comment\"");
    JsonObject second = write("");
    JsonObject count = reader.done("GET", "api/inbox/unread", "");
    assertEquals(2, count.getInt("count"));
    JsonObject page = reader.done("GET", "api/inbox?limit=1", "");
    assertTrue(page.getBoolean("more"));
    assertEquals(2, page.getInt("unread"));
    JsonObject newest = page.getJsonArray("messages").getJsonObject(0);
    assertEquals(second.getString("id"), newest.getString("id"));
    assertEquals("message", newest.getString("type"));
    assertEquals("tester", newest.getString("sender"));
    assertEquals("{\"n\":1}", newest.get("data").toString());
    assertFalse(newest.getBoolean("read"));
    assertFalse(newest.getBoolean("archived"));
    String on = "before=" + newest.getString("cursor") + "&limit=1&event=comment";
    assertEquals(first.getString("id"), list(reader, on).get(0).getString("id"));
    JsonObject read =
        reader.done(
            "POST", "api/inbox/read", "{\"ids\":[\"%s\"]}".formatted(first.getString("id")));
    assertEquals(1, read.getInt("count"));
    assertEquals(1, list(reader, "filter=unread").size());
    assertTrue(list(reader, "limit=2").get(1).getBoolean("read"));
    String upTo = "{\"upTo\":\"%s\"}".formatted(second.getString("cursor"));
    JsonObject all = reader.done("POST", "api/inbox/read", upTo);
    assertEquals(0, all.getInt("count"));
    assertEquals(all, reader.done("POST", "api/inbox/read", upTo), "nothing is left to tell");
    String again = "{\"ids\":[\"%s\"]}".formatted(first.getString("id"));
    assertEquals(1, reader.done("POST", "api/inbox/unread", again).getInt("count"));
    assertEquals(0, reader.done("POST", "api/inbox/archive", again).getInt("count"));
    assertTrue(list(reader, "filter=archived").get(0).getBoolean("archived"));
    assertEquals(1, reader.done("POST", "api/inbox/unarchive", again).getInt("count"));
    assertEquals(0, reader.done("POST", "api/inbox/read", "{\"all\":true}").getInt("count"));
  }

  @Test
  void whatIsSeenStaysUnreadAndIsNewNoMore() throws Exception {
    Site reader = reader();
    JsonObject first = write("");
    write("");
    assertEquals(2, reader.done("GET", "api/inbox/unread", "").getInt("unseen"));
    String upTo = "{\"upTo\":\"%s\"}".formatted(first.getString("cursor"));
    JsonObject count = reader.done("POST", "api/inbox/seen", upTo);
    assertEquals(2, count.getInt("count"));
    assertEquals(1, count.getInt("unseen"));
    List<JsonObject> listed = list(reader, "limit=2");
    assertFalse(listed.get(0).getBoolean("seen"));
    assertTrue(listed.get(1).getBoolean("seen"));
    assertFalse(listed.get(1).getBoolean("read"));
    assertEquals(0, reader.done("POST", "api/inbox/seen", "{\"all\":true}").getInt("unseen"));
    for (String wrong : List.of("{\"ids\":[\"x\"]}", "{}", "{\"all\":true,\"upTo\":\"x-1\"}")) {
      assertProblem(400, reader.send("POST", "api/inbox/seen", wrong));
    }
  }

  @Test
  void ofOneCollapseKeyTheNewestIsListedAndCountedOnce() throws Exception {
    Site reader = reader();
    reader.done("POST", "api/inbox/read", "{\"all\":true}"); // what others sent to everyone
    String id = "";
    for (String who : List.of("Ann", "Ben", "Cat")) {
      JsonObject data =
          Json.createObjectBuilder().add("collapse", "order 1042").add("text", who).build();
      id = site().publish("user/" + user, data).getString("id");
    }
    assertEquals(1, unread(reader));
    JsonObject only = list(reader, "limit=9&filter=unread").get(0);
    assertEquals(1, list(reader, "limit=9&filter=unread").size());
    assertEquals("Cat", only.getJsonObject("data").getString("text"));
    assertEquals(2, only.getInt("collapsed"));
    site().done("DELETE", "api/messages/" + id, "");
    only = list(reader, "limit=9&filter=unread").get(0);
    assertEquals("Ben", only.getJsonObject("data").getString("text"));
    assertEquals(1, only.getInt("collapsed"));
    assertEquals(1, unread(reader));
  }

  @Test
  void anAnnouncementCountsForEverybodyOnce() throws Exception {
    Site reader = reader();
    site().publish("everyone", "news");
    assertTrue(unread(reader) >= 1);
    reader.done("POST", "api/inbox/read", "{\"all\":true}");
    assertTrue(list(reader, "limit=1").get(0).getBoolean("read"));
  }

  @Test
  void whatExpiresIsTakenOutOfTheCount() throws Exception {
    Site reader = reader();
    write(",\"expiresAt\":\"" + Instant.now().plusSeconds(2) + "\"");
    assertEquals(1, unread(reader));
    Await.until("expired", () -> unread(reader) == 0);
    assertEquals(List.of(), list(reader, "filter=unread"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read|400|",
        "read|400|{",
        "read|400|[]",
        "read|400|{}",
        "read|400|{\"all\":false}",
        "read|400|{\"all\":true,\"ids\":[]}",
        "read|400|{\"upTo\":7}",
        "read|400|{\"upTo\":\"latest\"}",
        "read|400|{\"upTo\":\"otherlog-1\"}",
        "read|400|{\"ids\":[]}",
        "read|400|{\"ids\":[1]}",
        "read|400|{\"ids\":\"x\"}",
        "read|400|{\"id\":\"x\"}",
        "read|404|{\"ids\":[\"x\"]}",
        "unread|400|{\"all\":true}",
        "archive|400|{\"upTo\":\"a-1\"}",
        "unarchive|404|{\"ids\":[\"x\"]}",
        "burn|404|{\"ids\":[\"x\"]}"
      })
  void refusesWhatIsNoMarkingAndDoesNothing(String kind, int status, String body) throws Exception {
    Site reader = reader();
    write("");
    assertProblem(status, reader.send("POST", "api/inbox/" + kind, body == null ? "" : body));
    assertEquals(1, unread(reader));
  }

  @Test
  void refusesIdsOfOthersAndTooManyAndTooLarge() throws Exception {
    Site reader = reader();
    String others = site().publish("user/somebody-else", "x").getString("id");
    String own = write("").getString("id");
    String which = "{\"ids\":[\"%s\",\"%s\"]}".formatted(own, others);
    JsonObject marked = reader.done("POST", "api/inbox/read", which);
    assertEquals(0, marked.getInt("count"));
    assertEquals("[\"" + others + "\"]", marked.get("missing").toString());
    assertEquals(
        "[\"" + others + "\"]",
        reader.done("POST", "api/inbox/unread", which).get("missing").toString());
    assertProblem(404, reader.send("POST", "api/inbox/read", "{\"ids\":[\"" + others + "\"]}"));
    String ids =
        String.join(
            ",", java.util.stream.IntStream.range(0, 201).mapToObj(i -> "\"" + i + "\"").toList());
    assertProblem(400, reader.send("POST", "api/inbox/read", "{\"ids\":[" + ids + "]}"));
    String large = String.join("", Collections.nCopies(300 << 10, " "));
    assertProblem(413, reader.send("POST", "api/inbox/read", "{" + large));
    assertProblem(400, reader.post("api/inbox/read", "application/json", new byte[] {(byte) 255}));
    assertEquals(1, unread(reader));
  }

  @ParameterizedTest
  @CsvSource({
    "filter=new",
    "limit=0",
    "limit=201",
    "limit=many",
    "before=x",
    "before=otherlog-1",
  })
  void refusesABadQuery(String query) throws Exception {
    assertProblem(400, reader().get("api/inbox?" + query));
  }

  @Test
  void nobodyGetsInWithoutAToken() throws Exception {
    for (String path : List.of("api/inbox", "api/inbox/unread", "api/groups")) {
      assertProblem(401, site().as("").get(path));
    }
  }

  @Test
  void nobodySpeaksForTheServer() throws Exception {
    String topic = newTopic();
    assertProblem(
        400, site().post("{\"topic\":\"%s\",\"data\":1,\"event\":\"$recall\"}".formatted(topic)));
    assertProblem(
        400, site().post("api/topics/" + topic + "?event=%24x", "text/plain", "x".getBytes(UTF_8)));
    assertProblem(403, site().post("{\"topic\":\"$inbox/x\",\"data\":1,\"event\":\"read\"}"));
    assertEquals(List.of(), site().history(topic));
  }
}
