package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.TwoNodes;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two nodes: an operator that watches on one sees both, and both are quiet again afterwards. */
@ResourceLock(TwoNodes.SHARED)
class OverviewNodesIT {
  private static final String PATH = "api/console/overview";

  private static long newest(Site site) throws Exception {
    JsonArray at = site.done("GET", PATH, "").getJsonObject("samples").getJsonArray("at");
    return at.isEmpty() ? 0 : at.getJsonNumber(at.size() - 1).longValue();
  }

  private static long head(Site site) throws Exception {
    return site.done("GET", PATH, "").getJsonObject("log").getJsonNumber("head").longValue();
  }

  private static void awaitSamples(Site site, int more) throws Exception {
    long from = newest(site);
    Await.until("samples", () -> newest(site) >= from + more);
  }

  private static List<String> nodes(Site site) throws Exception {
    return site.done("GET", PATH, "").getJsonArray("nodes").getValuesAs(JsonObject.class).stream()
        .map(node -> node.getString("since"))
        .sorted()
        .toList();
  }

  @Test
  void eachNamesBothAlthoughNobodyWatches() throws Exception {
    TwoNodes nodes = TwoNodes.shared();
    Site one = nodes.one().site();
    Site other = nodes.other().site();
    Await.until(
        "each knows the other", () -> nodes(one).size() == 2 && nodes(one).equals(nodes(other)));
  }

  @Test
  void whoWatchesOnOneNodeSeesBoth() throws Exception {
    TwoNodes nodes = TwoNodes.shared();
    Site one = nodes.one().site();
    Site other = nodes.other().site();
    try (Subscriber subscriber = Transport.WEBSOCKET.subscribe(one, "latest", "$overview/#")) {
      subscriber.hello();
      Map<String, Boolean> watchedByRun = new HashMap<>();
      while (watchedByRun.size() < 2) {
        JsonObject sample = subscriber.message().getJsonObject("data");
        watchedByRun.put(sample.getString("run"), sample.getBoolean("watched"));
      }
      assertEquals(Set.of(true, false), new TreeSet<>(watchedByRun.values()));
    }
    Await.until(
        "quiet",
        () -> {
          long head = head(one);
          awaitSamples(one, 3);
          awaitSamples(other, 3);
          return head(one) == head && head(other) == head;
        });
    long head = head(one);
    awaitSamples(one, 5);
    assertEquals(head, head(one));
    assertTrue(head > 0);
  }
}
