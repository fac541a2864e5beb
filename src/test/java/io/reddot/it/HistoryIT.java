package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The search in the history over HTTP. */
class HistoryIT extends DeployedWar {
  private final String topic = "history/" + UUID.randomUUID();

  private JsonObject search(Site site, String query) throws Exception {
    return site.done("GET", "api/messages?topic=" + Site.encode(topic) + query, "");
  }

  private static List<String> data(JsonObject page) {
    return page.getJsonArray("messages").getValuesAs(JsonObject.class).stream()
        .map(each -> each.getString("data"))
        .toList();
  }

  @Test
  void searchesInBothDirectionsAndTellsTheSenderOnlyToWhomItMay() throws Exception {
    site().publish(topic, "Red one");
    site().publish(topic, "blue");
    site().publish(topic, "red two");
    assertEquals(List.of("Red one", "red two"), data(search(site(), "&text=RED")));
    JsonObject newest = search(site(), "&text=red&order=newest&limit=1");
    assertEquals(List.of("red two"), data(newest));
    assertFalse(newest.getJsonArray("messages").getJsonObject(0).getString("sender").isEmpty());
    String before = "&text=red&order=newest&before=" + newest.getString("cursor");
    assertEquals(List.of("Red one"), data(search(site(), before)));
    Site reader = site().as(Site.token("reader", List.of(), List.of("history/#"), List.of()));
    JsonObject seen = search(reader, "&order=newest");
    assertEquals(List.of("red two", "blue", "Red one"), data(seen));
    assertFalse(seen.getJsonArray("messages").getJsonObject(0).containsKey("sender"));
  }
}
