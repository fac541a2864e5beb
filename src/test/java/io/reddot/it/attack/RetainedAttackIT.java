package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Site;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.Forgery;
import io.reddot.fixture.attack.Hoard;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Retained messages outlive retention: a user has so many, and no more. */
@ResourceLock(Attack.SERVER)
class RetainedAttackIT {
  @RegisterExtension final Attack attack = new Attack();

  private final String mallory = "mallory-" + UUID.randomUUID();
  private final String topics = "hoard/" + mallory + "/";

  private Site writer(String user) {
    return attack.site().as(Forgery.token(user, List.of(topics + "#"), List.of(topics + "#")));
  }

  private HttpResponse<String> retain(String user, String topic, String data) throws Exception {
    JsonObject message =
        Json.createObjectBuilder()
            .add("topic", topics + topic)
            .add("data", data)
            .add("retain", true)
            .build();
    return writer(user).post(message.toString());
  }

  private void assertRetained(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer.body());
    attack.stored(1);
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertEquals(429, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("reddot.limit.user.retained"), answer.body());
  }

  @Test
  void aUserRetainsSoManyTopics() throws Exception {
    for (int i = 0; i < Hoard.RETAINED; i++) {
      assertRetained(retain(mallory, "t" + i, "x"));
    }
    assertRefused(retain(mallory, "more", "x"));
    assertRetained(retain(mallory, "t0", "another")); // in the place of what it has
    assertRetained(retain("other-" + mallory, "more", "x")); // it is each user's own
    HttpResponse<String> cleared =
        writer(mallory).post("api/topics/" + topics + "t1?retain=true", "text/plain", new byte[0]);
    assertRetained(cleared);
    assertRetained(retain(mallory, "more2", "x"));
    assertRefused(retain(mallory, "more3", "x"));
  }

  /** Over whichever way it comes. */
  @Test
  void anOperatorSeesWhoseItIsAndTakesItAway() throws Exception {
    for (int i = 0; i < Hoard.RETAINED; i++) {
      assertRetained(retain(mallory, "t" + i, "x"));
    }
    assertRetained(retain(attack.bob(), "mine", "x"));
    String query = "api/retained?topic=" + topics + "%23";
    JsonObject all = Site.object(attack.site().get(query + "&user=" + mallory).body());
    assertEquals(Hoard.RETAINED, all.getJsonArray("retained").size());
    JsonObject first = all.getJsonArray("retained").getJsonObject(0);
    assertEquals(topics + "t0", first.getString("topic"));
    assertEquals(mallory, first.getString("user"));
    JsonObject own = Site.object(writer(attack.bob()).get(query).body());
    assertEquals(1, own.getJsonArray("retained").size());
    assertEquals(403, writer(attack.bob()).get(query + "&user=" + mallory).statusCode());
    assertEquals(403, writer(attack.bob()).delete(query + "&user=" + mallory).statusCode());
    assertEquals(400, attack.site().delete("api/retained").statusCode());
    JsonObject removed = Site.object(attack.site().delete(query + "&user=" + mallory).body());
    assertEquals(Hoard.RETAINED, removed.getInt("removed"));
    assertRetained(retain(mallory, "again", "x"));
    assertEquals(2, Site.object(attack.site().get(query).body()).getJsonArray("retained").size());
  }

  @Test
  void aUserRetainsSoManyBytes() throws Exception {
    String large = "x".repeat(Hoard.RETAINED_BYTES / 3);
    assertRetained(retain(mallory, "t1", large));
    assertRetained(retain(mallory, "t2", large));
    assertRefused(retain(mallory, "t3", large));
    assertRefused(retain(mallory, "t2", large + large));
    assertRetained(retain(mallory, "t2", "small"));
    assertRetained(retain(mallory, "t3", large));
  }
}
