package io.reddot.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Why a user did not get a message: one verdict for each cause. */
class VerdictIT extends DeployedWar {
  private final String user = "v-" + UUID.randomUUID();
  private final String group = "g-" + UUID.randomUUID();
  private final String topic = newTopic();

  private Site user() {
    return site().as(Site.token(user, List.of(), List.of("it/#"), List.of()));
  }

  private void join() throws Exception {
    site().done("PUT", "api/groups/" + group + "/members/" + user, "");
  }

  /** Makes the user one that was seen: a member of another group. */
  private void seen() throws Exception {
    site().done("PUT", "api/groups/other-" + group + "/members/" + user, "");
  }

  private JsonObject about(JsonObject receipt) throws Exception {
    String query = "?id=" + Site.encode(receipt.getString("id")) + "&user=" + user;
    return Site.object(site().get("api/receipts" + query).body()).getJsonObject("user");
  }

  private JsonObject verdict(JsonObject receipt) throws Exception {
    return about(receipt).getJsonObject("verdict");
  }

  private JsonObject await(String code, JsonObject receipt) throws Exception {
    Await.until(code, () -> verdict(receipt).getString("code").equals(code));
    return verdict(receipt);
  }

  private JsonObject assertVerdict(String code, JsonObject receipt) throws Exception {
    JsonObject verdict = verdict(receipt);
    assertEquals(code, verdict.getString("code"), verdict::toString);
    return verdict;
  }

  @Test
  void nobodyOfThatNameWasEverSeen() throws Exception {
    JsonObject verdict = assertVerdict("unknown-user", site().publish("user/" + user, "1"));
    assertTrue(verdict.getString("reason").contains(user), verdict::toString);
    assertEquals(2, verdict.size(), verdict::toString);
  }

  @Test
  void readWhateverHappensLater() throws Exception {
    JsonObject receipt = site().publish("user/" + user, "1");
    user().done("POST", "api/inbox/read", "{\"all\":true}");
    assertEquals(
        about(receipt).getString("readAt"), assertVerdict("read", receipt).getString("at"));
    site().done("DELETE", "api/messages?id=" + Site.encode(receipt.getString("id")), "");
    assertVerdict("read", receipt);
  }

  @Test
  void deliveredToASessionAndNotRead() throws Exception {
    try (Subscriber subscriber = Transport.SSE.subscribe(user(), "latest")) {
      subscriber.hello();
      JsonObject receipt = site().publish("user/" + user, "1");
      subscriber.message();
      JsonObject verdict = await("handed", receipt);
      JsonObject session = about(receipt).getJsonArray("sessions").getJsonObject(0);
      assertEquals(session.getString("session"), verdict.getString("session"));
      assertFalse(
          Instant.parse(verdict.getString("at"))
              .isBefore(Instant.parse(session.getString("since"))));
      subscriber.closeExhausted();
    }
  }

  @Test
  void notAMemberAtTheTimeOfTheMessage() throws Exception {
    seen();
    JsonObject before = site().publish("group/" + group, "1");
    assertTrue(
        assertVerdict("not-a-member", before).getString("reason").contains(group),
        "names the group");
    join();
    assertVerdict("not-a-member", before);
    JsonObject member = site().publish("group/" + group, "2");
    assertVerdict("not-connected", member);
    site().done("DELETE", "api/groups/" + group + "/members/" + user, "");
    assertVerdict("not-connected", member);
    assertVerdict("not-a-member", site().publish("group/" + group, "3"));
    assertVerdict("not-a-member", site().publish("user/somebody-else", "4"));
  }

  @Test
  void neverConnectedSince() throws Exception {
    join();
    JsonObject verdict = assertVerdict("not-connected", site().publish("group/" + group, "1"));
    assertTrue(verdict.getString("reason").contains("unread"), verdict::toString);
  }

  @Test
  void waitsUnreadInTheInbox() throws Exception {
    try (Subscriber subscriber = Transport.WEBSOCKET.subscribe(user(), "latest", topic)) {
      subscriber.hello();
      assertVerdict("unread", site().publish("user/" + user, "1"));
      subscriber.closeExhausted();
    }
  }

  @Test
  void refusedByAGrant() throws Exception {
    PublishingIT.assertProblem(403, user().get("api/sse?topic=secret/" + user));
    JsonObject verdict = assertVerdict("refused", site().publish("secret/" + user, "1"));
    assertTrue(verdict.getString("reason").contains("secret/" + user), verdict::toString);
    assertTrue(verdict.getString("reason").contains("it/#"), verdict::toString);
    Instant at = Instant.parse(verdict.getString("at"));
    assertTrue(at.isAfter(Instant.now().minusSeconds(120)), verdict::toString);
  }

  @Test
  void recalledBeforeItCame() throws Exception {
    join();
    JsonObject receipt = site().publish("group/" + group, "1");
    site().done("DELETE", "api/messages?id=" + Site.encode(receipt.getString("id")), "");
    assertTrue(assertVerdict("recalled", receipt).containsKey("at"));
  }

  @Test
  void expiredBeforeItCame() throws Exception {
    join();
    Instant expiry = Instant.now().plusSeconds(2);
    JsonObject receipt =
        site()
            .done(
                "POST",
                "api/messages",
                Json.createObjectBuilder()
                    .add("topic", "group/" + group)
                    .add("data", 1)
                    .add("expiresAt", expiry.toString())
                    .build()
                    .toString());
    assertFalse(await("expired", receipt).containsKey("session"));
  }

  @Test
  void notSubscribedToAPlainTopic() throws Exception {
    try (Subscriber other = Transport.SSE.subscribe(user(), "latest", topic + "/other")) {
      other.hello();
      JsonObject receipt = site().publish(topic, "1");
      assertTrue(assertVerdict("not-subscribed", receipt).containsKey("session"));
      other.closeExhausted();
    }
  }

  /** A client that reads nothing, until its outbox is full. */
  @Test
  void slowAndToldGoodbye() throws Exception {
    List<JsonObject> sent = new ArrayList<>();
    String large = "x".repeat(200_000);
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(Site.LOCALHOST, site().port()));
      socket
          .getOutputStream()
          .write(
              ("GET /reddot/api/sse?topic=%s HTTP/1.1\r\nHost: localhost\r\n"
                      + "Authorization: Bearer %s\r\n\r\n")
                  .formatted(Site.encode(topic), user().token())
                  .getBytes(UTF_8));
      InputStream answer = socket.getInputStream();
      assertEquals('H', answer.read());
      JsonObject first = site().publish(topic, "first");
      Await.until("joined", () -> about(first).getJsonArray("sessions").size() == 1);
      Await.until(
          "goodbye",
          () -> {
            sent.add(site().publish(topic, large));
            JsonObject session = about(first).getJsonArray("sessions").getJsonObject(0);
            return session.containsKey("goodbye");
          });
    }
    boolean slow = false;
    for (JsonObject receipt : sent) {
      JsonObject verdict = verdict(receipt);
      slow |= verdict.getString("code").equals("slow") && verdict.containsKey("session");
    }
    assertTrue(slow, () -> "none of " + sent.size() + " messages was lost to a slow client");
  }

  /** A sender learns what became of its message, but nothing of the connections of others. */
  @Test
  void isForOperatorsAndTheUserItself() throws Exception {
    Site sender = site().as(Site.token("sender-" + user, List.of(), List.of(), List.of("user/#")));
    JsonObject receipt = sender.publish("user/" + user, "1");
    String path = "api/messages/" + Site.encode(receipt.getString("id")) + "/receipts?user=";
    assertFalse(
        Site.object(sender.get(path + user).body()).getJsonObject("user").containsKey("verdict"));
    assertTrue(
        Site.object(sender.get(path + "sender-" + user).body())
            .getJsonObject("user")
            .containsKey("verdict"));
  }
}
