package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a message, and why somebody did not get it. */
class ReceiptsIT extends DeployedWar {
  private final String user = newTopic().replace('/', '-');

  private Site as(String name) {
    return site().as(Site.token(name, List.of(), List.of("it/#"), List.of("#")));
  }

  private static String path(JsonObject receipt) {
    return "api/messages/" + Site.encode(receipt.getString("id")) + "/receipts";
  }

  private JsonObject receipts(JsonObject receipt) throws Exception {
    return Site.object(site().get(path(receipt)).body());
  }

  private List<JsonObject> sessions(JsonObject receipt, String of) throws Exception {
    return Site.object(site().get(path(receipt) + "?user=" + of).body())
        .getJsonObject("user")
        .getJsonArray("sessions")
        .getValuesAs(JsonObject.class);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void countsSessionsThatWereHandedItWhateverTheyCameOver(Transport transport) throws Exception {
    String topic = newTopic();
    JsonObject receipt;
    try (Subscriber subscriber = transport.subscribe(as(user), "latest", topic)) {
      subscriber.hello();
      receipt = site().publish(topic, "1");
      subscriber.message();
      JsonObject sent = receipt;
      Await.until("handed", () -> receipts(sent).getInt("handed") == 1);
      subscriber.closeExhausted();
    }
    JsonObject receipts = receipts(receipt);
    assertEquals(1, receipts.getInt("handed"));
    assertEquals(0, receipts.getInt("read"));
    assertEquals(receipt.getString("cursor"), receipts.getString("cursor"));
    assertEquals(topic, receipts.getString("topic"));
    assertFalse(receipts.getBoolean("recalled"));
    JsonObject session = sessions(receipt, user).get(0);
    assertTrue(session.getBoolean("handed"), session::toString);
    assertEquals(transport.serversName(), session.getString("transport"));
    assertFalse(session.getString("device").isEmpty());
  }

  @Test
  void saysWhoReadItAndWhen() throws Exception {
    JsonObject receipt = site().publish("user/" + user, "1");
    assertEquals(0, receipts(receipt).getInt("read"));
    as(user).done("POST", "api/inbox/read", "{\"ids\":[\"" + receipt.getString("id") + "\"]}");
    assertEquals(1, receipts(receipt).getInt("read"));
    JsonObject read =
        Site.object(site().get(path(receipt) + "?user=" + user).body()).getJsonObject("user");
    assertTrue(read.containsKey("readAt"), read::toString);
  }

  @Test
  void saysWhySomebodyDidNotGetIt() throws Exception {
    String topic = newTopic();
    try (Subscriber other = Transport.SSE.subscribe(as(user), "latest", topic + "/other")) {
      other.hello();
      JsonObject receipt = site().publish(topic, "1");
      try (Subscriber late = Transport.WEBSOCKET.subscribe(as(user), "latest", topic)) {
        late.hello();
        List<JsonObject> sessions = sessions(receipt, user);
        assertEquals(2, sessions.size());
        assertEquals(
            "The session was not subscribed to the topic.", sessions.get(0).getString("why"));
        assertEquals("The session began after the message.", sessions.get(1).getString("why"));
        assertFalse(sessions.get(1).getBoolean("handed"));
        late.closeExhausted();
      }
      other.closeExhausted();
      Await.until(
          "over", () -> sessions(receipt, user).stream().allMatch(one -> one.containsKey("until")));
    }
    assertEquals(0, receipts(site().publish(topic, "2")).getInt("handed"));
  }

  @Test
  void areForTheSenderAndOperatorsOnly() throws Exception {
    String topic = newTopic();
    JsonObject receipt = as(user).publish(topic, "1");
    assertEquals(200, as(user).get(path(receipt)).statusCode());
    PublishingIT.assertProblem(403, as("mallory").get(path(receipt)));
    PublishingIT.assertProblem(404, site().get("api/messages/nothing-like-it/receipts"));
    site().done("DELETE", "api/messages/" + Site.encode(receipt.getString("id")), "");
    assertTrue(receipts(receipt).getBoolean("recalled"));
    assertEquals(
        Set.of("id", "cursor", "topic", "at", "handed", "read", "recalled"),
        receipts(receipt).keySet());
  }

  /** When somebody was here, how, and what else it follows is no sender's business. */
  @Test
  void tellASenderOfAUserWhatBecameOfItsMessageAndNoMore() throws Exception {
    String topic = newTopic();
    try (Subscriber subscriber = Transport.SSE.subscribe(as(user), "latest", topic, "it/private")) {
      subscriber.hello();
      JsonObject receipt = as("sender").publish(topic, "1");
      subscriber.message();
      String asked = path(receipt) + "?user=" + user;
      Await.until("handed", () -> about(as("sender"), asked).getInt("handed") == 1);
      assertEquals(Set.of("user", "handed"), about(as("sender"), asked).keySet());
      assertEquals(1, about(site(), asked).getJsonArray("sessions").size());
      subscriber.closeExhausted();
    }
  }

  private static JsonObject about(Site site, String path) throws Exception {
    return Site.object(site.get(path).body()).getJsonObject("user");
  }
}
