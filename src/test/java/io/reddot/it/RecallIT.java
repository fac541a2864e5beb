package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Taking messages back. */
class RecallIT extends DeployedWar {
  private final String user = "u-" + UUID.randomUUID();

  private Site as(String name, String... grants) {
    return site().as(Site.token(name, List.of(), List.of(grants), List.of(grants)));
  }

  private long unread() throws Exception {
    return as(user).done("GET", "api/inbox/unread", "").getJsonNumber("count").longValue();
  }

  @Test
  void whatIsRecalledVanishesFromListsAndCounts() throws Exception {
    as(user).done("POST", "api/inbox/read", "{\"all\":true}");
    Site sender = as("sender", "user/#");
    String id = sender.publish("user/" + user, "oops").getString("id");
    assertEquals(1, unread());
    JsonObject recalled = sender.done("DELETE", "api/messages/" + id, "");
    assertEquals(id, recalled.getString("id"));
    assertEquals(0, unread());
    assertTrue(
        site().history("user/" + user).stream()
            .noneMatch(
                message ->
                    "message".equals(message.getString("type"))
                        && "\"oops\"".equals(message.get("data").toString())));
    assertEquals(recalled, sender.done("DELETE", "api/messages/" + id, ""), "answered alike");
    assertProblem(404, as(user).send("DELETE", "api/messages/" + id, ""));
  }

  @Test
  void anOperatorRecallsAnybodysMessageOnAnyTopic() throws Exception {
    String topic = newTopic();
    String id = as("sender", "it/#").publish(topic, "x").getString("id");
    site().done("DELETE", "api/messages/" + id, "");
  }

  @Test
  void othersAreToldNoMoreThanTheyMayRead() throws Exception {
    String topic = newTopic();
    String id = as("sender", "it/#").publish(topic, "x").getString("id");
    String path = "api/messages/" + id;
    assertProblem(403, as("reader", "it/#").send("DELETE", path, ""));
    assertProblem(404, as("stranger").send("DELETE", path, ""));
    assertProblem(404, site().send("DELETE", "api/messages/none", ""));
    assertEquals(1, site().history(topic).size());
  }

  @Test
  void anIdMayHoldASlash() throws Exception {
    String id = "a/b/" + UUID.randomUUID();
    String body = "{\"topic\":\"%s\",\"data\":1,\"id\":\"%s\"}".formatted(newTopic(), id);
    assertEquals(200, site().post(body).statusCode());
    assertEquals(id, site().done("DELETE", "api/messages/" + id, "").getString("id"));
  }
}
