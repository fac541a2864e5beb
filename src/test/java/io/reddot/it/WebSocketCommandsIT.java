package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.WebSocketSubscriber;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a client says on its WebSocket. */
class WebSocketCommandsIT extends DeployedWar {
  private WebSocketSubscriber connect(String topic) throws InterruptedException {
    var subscriber = new WebSocketSubscriber(site(), "latest", topic);
    subscriber.hello();
    return subscriber;
  }

  /** For clients that parse each frame as one JSON text. */
  @Test
  void sendsOneEnvelopeAFrameWhereThatIsAskedFor() throws Exception {
    String topic = newTopic();
    site().publishNumbers(topic, 0, 50);
    String start = "earliest";
    try (Subscriber joined = new WebSocketSubscriber(site(), start, topic);
        Subscriber single = Transport.WEBSOCKET_SINGLE.subscribe(site(), start, topic)) {
      joined.hello();
      single.hello();
      assertEquals(joined.numbers(50), single.numbers(50));
    }
    for (String frames : List.of("frames=", "frames=many", "frames=single&frames=single")) {
      PublishingIT.assertProblem(400, site().get("api/websocket?topic=" + topic + "&" + frames));
    }
  }

  @Test
  void answersEachCommandWithItsRef() throws Exception {
    String topic = newTopic();
    try (WebSocketSubscriber subscriber = connect(topic)) {
      subscriber.send("{\"type\":\"ping\",\"ref\":1}");
      assertEquals(1, subscriber.expect("pong").getInt("ref"));
      subscriber.send("{\"type\":\"subscribe\",\"topic\":\"" + topic + "/more\",\"ref\":\"s\"}");
      JsonObject subscribed = subscriber.expect("subscribed");
      assertEquals("s", subscribed.getString("ref"));
      assertTrue(subscribed.containsKey("cursor"));
      site().publish(topic + "/more", "heard");
      assertEquals("heard", subscriber.message().getString("data"));
      subscriber.send("{\"type\":\"unsubscribe\",\"topic\":\"" + topic + "/more\",\"ref\":2}");
      assertEquals(2, subscriber.expect("unsubscribed").getInt("ref"));
      site().publish(topic + "/more", "not heard");
      site().publish(topic, "still heard");
      assertEquals("still heard", subscriber.message().getString("data"));
      subscriber.closeExhausted();
    }
  }

  /** A session has subscriptions of both kinds; the latest command about a filter counts. */
  @Test
  void subscribesWithAndWithoutConflation() throws Exception {
    String topic = newTopic();
    try (WebSocketSubscriber subscriber = connect(topic)) {
      String subscribe = "{\"type\":\"subscribe\",\"topic\":\"" + topic + "/%s\"%s}";
      subscriber.send(subscribe.formatted("tick", ",\"conflate\":true"));
      assertTrue(subscriber.expect("subscribed").getBoolean("conflate"));
      for (String without : List.of("", ",\"conflate\":false")) {
        subscriber.send(subscribe.formatted("tick", without));
        assertFalse(subscriber.expect("subscribed").containsKey("conflate"));
      }
      for (String wrong : List.of("1", "\"true\"", "null", "{}")) {
        subscriber.send(subscribe.formatted("other", ",\"conflate\":" + wrong));
        JsonObject error = subscriber.expect("error");
        assertEquals(400, error.getInt("status"));
        assertEquals("'conflate' must be true or false.", error.getString("detail"));
      }
      site().publish(topic + "/other", "not heard");
      site().publish(topic + "/tick", "heard");
      assertEquals("heard", subscriber.message().getString("data"));
      subscriber.closeExhausted();
    }
  }

  @Test
  void publishesAndIsAnsweredAfterTheCommit() throws Exception {
    String topic = newTopic();
    try (WebSocketSubscriber subscriber = connect(newTopic())) {
      String command =
          "{\"type\":\"publish\",\"topic\":\"%s\",\"data\":[1,2],\"id\":\"%s\",\"ref\":7}"
              .formatted(topic, topic);
      subscriber.send(command);
      JsonObject published = subscriber.expect("published");
      assertEquals(7, published.getInt("ref"));
      assertEquals(topic, published.getString("id"));
      assertEquals(published.getString("cursor"), site().history(topic).get(0).getString("cursor"));
      subscriber.send(command);
      assertTrue(subscriber.expect("published").getBoolean("duplicate"));
      assertEquals(1, site().history(topic).size());
      subscriber.closeExhausted();
    }
  }

  @Test
  void readsAndIsAnsweredTheCountAfterTheCommit() throws Exception {
    String user = newTopic().replace('/', '-');
    Site alice = site().as(Site.token(user, List.of(), List.of(), List.of()));
    String id = site().publish("user/" + user, "1").getString("id");
    site().publish("user/" + user, "2");
    try (var subscriber = new WebSocketSubscriber(alice, "latest")) {
      subscriber.hello();
      int before = subscriber.unread();
      subscriber.send("{\"type\":\"read\",\"ids\":[\"" + id + "\"],\"ref\":1}");
      JsonObject read = subscriber.expect("read");
      assertEquals(Set.of("type", "ref", "count", "unseen", "cursor"), read.keySet());
      assertEquals(1, read.getInt("ref"));
      assertEquals(before - 1, read.getInt("count"));
      assertEquals(before - 1, subscriber.unread());
      subscriber.send("{\"type\":\"read\",\"upTo\":\"" + site().head() + "\"}");
      assertEquals(0, subscriber.expect("read").getInt("count"));
      assertEquals(0, subscriber.unread());
      subscriber.send("{\"type\":\"read\",\"all\":true}");
      assertEquals(0, subscriber.expect("read").getInt("count"));
      subscriber.send("{\"type\":\"read\",\"ids\":[\"no such\"],\"ref\":2}");
      assertEquals(404, subscriber.expect("error").getInt("status"));
      subscriber.closeExhausted();
    }
  }

  @Test
  void marksAsSeenAndTellsEachDeviceOfTheUser() throws Exception {
    String user = newTopic().replace('/', '-');
    Site alice = site().as(Site.token(user, List.of(), List.of(), List.of()));
    site().publish("user/" + user, "1");
    try (var subscriber = new WebSocketSubscriber(alice, "latest");
        Subscriber phone = Transport.SSE.subscribe(alice, "latest")) {
      subscriber.hello();
      phone.hello();
      assertTrue(subscriber.counts().getInt("unseen") > 0);
      assertTrue(phone.counts().getInt("unseen") > 0);
      subscriber.send("{\"type\":\"seen\",\"all\":true,\"ref\":1}");
      JsonObject seen = subscriber.expect("seen");
      assertEquals(Set.of("type", "ref", "count", "unseen", "cursor"), seen.keySet());
      assertTrue(seen.getInt("count") > 0);
      assertEquals(0, seen.getInt("unseen"));
      assertEquals(0, subscriber.counts().getInt("unseen"));
      assertEquals(0, phone.counts().getInt("unseen"));
      subscriber.closeExhausted();
      phone.closeExhausted();
    }
  }

  @Test
  void answersWhatIsWrongAndGoesOn() throws Exception {
    String topic = newTopic();
    try (WebSocketSubscriber subscriber = connect(topic)) {
      for (String wrong :
          List.of(
              "",
              "junk",
              "[]",
              "{}",
              "{\"type\":\"dance\"}",
              "{\"type\":\"ping\"} x",
              "[".repeat(100_000),
              "{\"type\":\"publish\",\"topic\":\"%s\",\"data\":%s}"
                  .formatted(topic, "[".repeat(100_000) + "]".repeat(100_000)),
              "{\"type\":\"publish\",\"topic\":\"%s\",\"data\":%s1%s}"
                  .formatted(topic, "{\"a\":".repeat(100_000), "}".repeat(100_000)),
              "{\"type\":\"subscribe\"}",
              "{\"type\":\"subscribe\",\"topic\":\"a/#/b\"}",
              "{\"type\":\"subscribe\",\"topic\":\"" + "t/".repeat(32 << 10) + "\"}",
              "{\"type\":\"publish\",\"topic\":\"a/+\",\"data\":1}",
              "{\"type\":\"publish\",\"topic\":\"" + topic + "\"}",
              "{\"type\":\"publish\",\"data\":1}",
              "{\"type\":\"read\"}",
              "{\"type\":\"read\",\"ids\":7}",
              "{\"type\":\"read\",\"all\":true,\"ids\":[\"x\"]}",
              "{\"type\":\"read\",\"upTo\":\"soon\"}")) {
        subscriber.send(wrong);
        JsonObject error = subscriber.expect("error");
        assertEquals(400, error.getInt("status"), wrong.length() > 200 ? "long" : wrong);
        assertTrue(error.getString("detail").endsWith("."), error.toString());
      }
      site().publish(topic, "undisturbed");
      assertEquals("undisturbed", subscriber.message().getString("data"));
      subscriber.closeExhausted();
    }
    assertEquals(1, site().history(topic).size());
  }

  @Test
  void mayNotSubscribeOrPublishWithoutAGrant() throws Exception {
    String token = Site.token("mallory", List.of(), List.of("open/#"), List.of());
    String topic = "open/" + newTopic();
    try (var subscriber = new WebSocketSubscriber(site().as(token), "latest", topic)) {
      subscriber.hello();
      subscriber.send("{\"type\":\"subscribe\",\"topic\":\"user/alice\"}");
      assertEquals(403, subscriber.expect("error").getInt("status"));
      subscriber.send("{\"type\":\"publish\",\"topic\":\"" + topic + "\",\"data\":1}");
      assertEquals(403, subscriber.expect("error").getInt("status"));
      subscriber.closeExhausted();
    }
    assertEquals(List.of(), site().history(topic));
  }
}
