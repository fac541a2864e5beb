package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How polls say how much is unread. */
class PollCountIT extends DeployedWar {
  private final String user = newTopic().replace('/', '-');

  private Site alice() {
    return site().as(Site.token(user, List.of(), List.of("demo/#"), List.of()));
  }

  private HttpResponse<String> get(String path, String etag) throws Exception {
    return Site.HTTP.send(
        alice().request(path).header("If-None-Match", etag).build(), BodyHandlers.ofString());
  }

  private static String etag(HttpResponse<?> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  @Test
  void aHeldPollIsWokenByACount() throws Exception {
    site().publish("user/" + user, "1");
    JsonObject now = Site.object(alice().get("api/poll").body());
    int unread = now.getInt("unread");
    String path = "api/long-poll?wait=30&unread=" + unread + "&after=" + now.getString("cursor");
    CompletableFuture<HttpResponse<String>> held =
        Site.HTTP.sendAsync(alice().request(path).build(), BodyHandlers.ofString());
    Await.until(
        "held", () -> Site.object(site().get("api/presence/" + user).body()).getBoolean("online"));
    assertFalse(held.isDone());
    alice().done("POST", "api/inbox/read", "{\"all\":true}");
    HttpResponse<String> answer = held.get(20, TimeUnit.SECONDS);
    assertEquals(200, answer.statusCode());
    JsonObject woken = Site.object(answer.body());
    assertEquals(List.of(), woken.getJsonArray("messages"));
    assertEquals(0, woken.getInt("unread"));
    assertTrue(woken.getBoolean("recovered"));
    assertEquals('"' + woken.getString("cursor") + "/0/0\"", etag(answer));
  }

  @Test
  void aHeldPollThatKnowsBothCountsIsWokenByWhatWasSeen() throws Exception {
    site().publish("user/" + user, "1");
    JsonObject now = Site.object(alice().get("api/poll").body());
    int unread = now.getInt("unread");
    assertTrue(now.getInt("unseen") > 0);
    String path = "api/long-poll?wait=30&after=" + now.getString("cursor") + "&unread=" + unread;
    CompletableFuture<HttpResponse<String>> held =
        Site.HTTP.sendAsync(
            alice().request(path + "/" + now.getInt("unseen")).build(), BodyHandlers.ofString());
    Await.until(
        "held", () -> Site.object(site().get("api/presence/" + user).body()).getBoolean("online"));
    alice().done("POST", "api/inbox/seen", "{\"all\":true}");
    JsonObject woken = Site.object(held.get(20, TimeUnit.SECONDS).body());
    assertEquals(unread, woken.getInt("unread"));
    assertEquals(0, woken.getInt("unseen"));
    String same =
        "api/long-poll?wait=0&unread=%d&after=%s".formatted(unread, woken.getString("cursor"));
    assertEquals(304, alice().get(same).statusCode(), "what was seen does not matter to it");
  }

  @Test
  void aPollWithAnotherCountIsAnsweredAtOnceAndOneWithTheSameIsNot() throws Exception {
    HttpResponse<String> first = alice().get("api/poll?unread=");
    JsonObject now = Site.object(first.body());
    int unread = now.getInt("unread");
    String counts = unread + "/" + now.getInt("unseen");
    assertEquals('"' + now.getString("cursor") + '/' + counts + '"', etag(first));
    assertEquals(304, get("api/poll", etag(first)).statusCode());
    assertEquals(304, get("api/long-poll?wait=0", etag(first)).statusCode());
    String other = "&unread=" + (unread + 7) + "&after=" + now.getString("cursor");
    for (String path : List.of("api/poll?x", "api/long-poll?wait=30")) {
      JsonObject answer = Site.object(alice().get(path + other).body());
      assertEquals(unread, answer.getInt("unread"));
      assertEquals(List.of(), answer.getJsonArray("messages"));
    }
    site().publish("user/" + user, "1");
    HttpResponse<String> news = get("api/long-poll?wait=30", etag(first));
    assertEquals(unread + 1, Site.object(news.body()).getInt("unread"));
    assertEquals(1, Site.object(news.body()).getJsonArray("messages").size());
    assertNotEquals(etag(first), etag(news));
    assertEquals(304, get("api/poll", etag(news)).statusCode());
  }

  @Test
  void aHeldPollSaysTheCountBesideItsMessage() throws Exception {
    JsonObject now = Site.object(alice().get("api/poll").body());
    String path = "api/long-poll?wait=30&after=" + now.getString("cursor");
    CompletableFuture<HttpResponse<String>> held =
        Site.HTTP.sendAsync(alice().request(path).build(), BodyHandlers.ofString());
    Await.until(
        "held", () -> Site.object(site().get("api/presence/" + user).body()).getBoolean("online"));
    site().publish("user/" + user, "1");
    HttpResponse<String> answer = held.get(20, TimeUnit.SECONDS);
    assertEquals(now.getInt("unread") + 1, Site.object(answer.body()).getInt("unread"));
    assertEquals('"' + Site.object(answer.body()).getString("cursor") + '"', etag(answer));
  }

  @Test
  void aPollOfOtherTopicsCountsNothing() throws Exception {
    HttpResponse<String> answer = alice().get("api/poll?topic=demo/x&unread=3");
    assertFalse(Site.object(answer.body()).containsKey("unread"));
    assertEquals('"' + Site.object(answer.body()).getString("cursor") + '"', etag(answer));
    PublishingIT.assertProblem(400, alice().get("api/poll?unread=many"));
    PublishingIT.assertProblem(400, alice().get("api/poll?unread=3/"));
  }
}
