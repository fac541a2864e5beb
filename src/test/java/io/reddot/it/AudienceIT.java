package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whom a message would reach, and who has read one. */
class AudienceIT extends DeployedWar {
  private final String unique = UUID.randomUUID().toString();
  private final String group = "g-" + unique;
  private final String topic = newTopic();

  private Site as(String user) {
    return site().as(Site.token(user, List.of(), List.of("it/#"), List.of("it/#")));
  }

  private String member(int number) {
    return unique + "-" + number;
  }

  private void join(int number) throws Exception {
    site().done("PUT", "api/groups/" + group + "/members/" + member(number), "");
  }

  private JsonObject audience(String... topics) throws Exception {
    return site().done("GET", "api/console/audience?" + Site.query(null, topics), "");
  }

  private List<String> known(String kind, String prefix) throws Exception {
    return site()
        .done("GET", "api/console/known?kind=" + kind + "&prefix=" + Site.encode(prefix), "")
        .getJsonArray("known")
        .getValuesAs(JsonString::getString);
  }

  private static JsonObject one(JsonObject audience) {
    return audience.getJsonArray("topics").getJsonObject(0);
  }

  @Test
  void countsWhomAMessageIsForAndWhoIsOnline() throws Exception {
    join(1);
    join(2);
    join(3);
    String name = "group/" + group;
    JsonObject nobody = audience(name);
    assertEquals(3, one(nobody).getInt("members"));
    assertEquals(0, one(nobody).getInt("online"));
    assertTrue(one(nobody).getBoolean("known"));
    try (Subscriber first = Transport.SSE.subscribe(as(member(1)), "latest");
        Subscriber second = Transport.WEBSOCKET.subscribe(as(member(1)), "latest");
        Subscriber plain = Transport.SSE.subscribe(as(member(2)), "latest", topic)) {
      first.hello();
      second.hello();
      plain.hello();
      assertEquals(1, one(audience(name)).getInt("online"), "users, not sessions");
      JsonObject stream = audience(topic);
      assertEquals(1, one(stream).getInt("online"));
      assertEquals(JsonValue.NULL, one(stream).get("members"));
      assertTrue(one(stream).getBoolean("known"));
      assertEquals(JsonValue.NULL, stream.get("members"));
      JsonObject several = audience(name, "user/" + member(1), "user/" + member(9));
      assertEquals(1, several.getInt("online"));
      assertEquals(4, several.getInt("members"), "each user once");
      assertEquals(JsonValue.NULL, audience(name, topic).get("members"));
      assertEquals(2, audience(name, topic).getInt("online"));
      first.closeExhausted();
      second.closeExhausted();
      plain.closeExhausted();
    }
    assertTrue(one(audience("everyone")).getInt("members") >= 3);
  }

  @Test
  void warnsOfWhatWasNeverSeen() throws Exception {
    for (String never : List.of("user/" + unique, "group/" + unique, "it/" + unique)) {
      assertFalse(one(audience(never)).getBoolean("known"), never);
    }
    site().publish("user/" + unique, "1");
    site().publish("it/" + unique, "1");
    assertFalse(one(audience("user/" + unique)).getBoolean("known"), "a message makes no user");
    assertTrue(one(audience("it/" + unique)).getBoolean("known"));
    as(unique).done("POST", "api/inbox/read", "{\"all\":true}");
    assertTrue(one(audience("user/" + unique)).getBoolean("known"));
    assertEquals(JsonValue.NULL, one(audience("group/" + unique)).get("members"));
  }

  @Test
  void completesNames() throws Exception {
    join(1);
    join(2);
    site().publish("it/" + unique + "/a%b", "1");
    assertEquals(List.of(member(1), member(2)), known("user", unique));
    assertEquals(List.of(), known("user", "%" + unique));
    assertEquals(List.of(group), known("group", group.substring(0, 9)));
    assertEquals(List.of("it/" + unique + "/a%b"), known("topic", "it/" + unique + "/a%"));
    try (Subscriber online = Transport.SSE.subscribe(as(unique + "-online"), "latest")) {
      online.hello();
      assertEquals(List.of(unique + "-online"), known("user", unique + "-o"));
      online.closeExhausted();
    }
    assertEquals(
        1,
        site()
            .done("GET", "api/console/known?kind=user&limit=1&prefix=" + unique, "")
            .getJsonArray("known")
            .size());
  }

  @Test
  void isForOperatorsAndRefusesWhatItDoesNotUnderstand() throws Exception {
    assertProblem(403, as("mallory").get("api/console/audience?topic=everyone"));
    assertProblem(403, as("mallory").get("api/console/known?kind=user"));
    assertProblem(400, site().get("api/console/audience"));
    assertProblem(400, site().get("api/console/audience?topic=a/%23"));
    String many =
        IntStream.range(0, 101).mapToObj(i -> "topic=t" + i).collect(Collectors.joining("&"));
    assertProblem(400, site().get("api/console/audience?" + many));
    assertProblem(400, site().get("api/console/known"));
    assertProblem(400, site().get("api/console/known?kind=session"));
    assertProblem(400, site().get("api/console/known?kind=user&limit=51"));
  }

  @Test
  void listsReadersByNameAndOverTime() throws Exception {
    for (int i = 1; i <= 4; i++) {
      join(i);
    }
    try (Subscriber stream = Transport.SSE.subscribe(as(member(1)), "latest");
        Subscriber socket = Transport.WEBSOCKET.subscribe(as(member(2)), "latest")) {
      stream.hello();
      socket.hello();
      JsonObject receipt = site().publish("group/" + group, "1");
      stream.message();
      socket.message();
      for (int i = 3; i >= 1; i--) {
        as(member(i)).done("POST", "api/inbox/read", "{\"all\":true}");
      }
      String path = "api/messages/" + Site.encode(receipt.getString("id")) + "/readers";
      Await.until("handed", () -> site().done("GET", path, "").getJsonObject("handed").size() == 2);
      JsonObject page = site().done("GET", path + "?limit=2", "");
      assertEquals(3, page.getInt("read"));
      assertEquals(4, page.getInt("members"));
      assertEquals(1, page.getJsonObject("handed").getInt("sse"));
      assertEquals(1, page.getJsonObject("handed").getInt("websocket"));
      assertEquals(List.of(member(1), member(2)), names(page));
      assertEquals(member(2), page.getString("next"));
      List<JsonObject> curve = page.getJsonArray("curve").getValuesAs(JsonObject.class);
      assertEquals(0, curve.get(0).getInt("read"));
      assertEquals(3, curve.get(curve.size() - 1).getInt("read"));
      assertEquals(
          page.getJsonArray("readers").getJsonObject(0).getString("readAt"),
          curve.get(curve.size() - 1).getString("at"),
          "the last one to read");
      String byId = "api/readers?id=" + Site.encode(receipt.getString("id"));
      JsonObject rest = site().done("GET", byId + "&limit=2&after=" + page.getString("next"), "");
      assertEquals(List.of(member(3)), names(rest));
      assertFalse(rest.containsKey("next"));
      assertFalse(rest.containsKey("curve"));
      assertProblem(403, as(member(4)).get(path));
      assertProblem(404, as(unique).get(path));
      assertProblem(400, site().get(path + "?limit=0"));
      stream.closeExhausted();
      socket.closeExhausted();
    }
  }

  @Test
  void theSenderSeesItsReaders() throws Exception {
    JsonObject receipt = as(unique).publish(topic, "1");
    String path = "api/messages/" + Site.encode(receipt.getString("id")) + "/readers";
    JsonObject readers = as(unique).done("GET", path, "");
    assertEquals(JsonValue.NULL, readers.get("members"));
    assertEquals(0, readers.getInt("read"));
    assertEquals(List.of(), names(readers));
  }

  private static List<String> names(JsonObject page) {
    return page.getJsonArray("readers").getValuesAs(JsonObject.class).stream()
        .map(one -> one.getString("user"))
        .toList();
  }
}
