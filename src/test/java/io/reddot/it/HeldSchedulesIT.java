package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Jwt;
import io.reddot.fixture.Site;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user has scheduled who is disconnected, or with a token that is revoked. */
class HeldSchedulesIT extends DeployedWar {
  private final String topic = newTopic();
  private final String user = "u-" + UUID.randomUUID();
  private final Jwt jwt = Jwt.of(user, topic);

  private Site as(Jwt token) {
    return site().as(token.token());
  }

  private void schedule(Jwt token, int seconds, String... ids)
      throws IOException, InterruptedException {
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (String id : ids) {
      all.add(
          Json.createObjectBuilder()
              .add("topic", topic)
              .add("id", id)
              .add("data", id)
              .add("sendAt", Instant.now().plusSeconds(seconds).toString()));
    }
    HttpResponse<String> response = as(token).post(all.build().toString());
    assertEquals(200, response.statusCode(), response.body());
  }

  /** What an operator sees of the user's that waits. */
  private List<JsonObject> waiting() throws Exception {
    return site()
        .done("GET", "api/scheduled?user=" + user, "")
        .getJsonArray("scheduled")
        .getValuesAs(JsonObject.class);
  }

  private List<String> held() throws Exception {
    return waiting().stream()
        .filter(one -> one.getBoolean("held", false))
        .map(one -> one.getString("id"))
        .toList();
  }

  private List<String> sent() throws Exception {
    return site().history(topic).stream().map(message -> message.getString("id")).toList();
  }

  /** Another's message that is due after {@code held} ones: when it was sent, they were not. */
  private void awaitWhatIsDueLater(int seconds) throws Exception {
    schedule(Jwt.of("other-" + user, topic), seconds, "later");
    Await.until("what is due later was sent", () -> sent().contains("later"));
  }

  @Test
  void whatADisconnectedUserHasScheduledIsHeldBackUntilAnOperatorSendsIt() throws Exception {
    schedule(jwt, 2, "1", "2");
    schedule(jwt, 3_600, "3");
    JsonObject done = site().done("POST", "api/users/" + user + "/disconnect", "");
    assertEquals(3, done.getInt("held"));
    assertEquals(0, site().done("POST", "api/users/" + user + "/disconnect", "").getInt("held"));
    awaitWhatIsDueLater(3);
    assertEquals(List.of("later"), sent());
    assertEquals(List.of("1", "2", "3"), held());
    assertTrue(waiting().stream().allMatch(one -> one.getString("sender").equals(user)));

    String release = "api/scheduled/release?user=" + user;
    assertProblem(404, site().send("POST", release + "&id=none", ""));
    assertEquals(1, site().done("POST", release + "&id=2", "").getInt("released"));
    Await.until("the one was sent", () -> sent().contains("2"));
    assertEquals(List.of("1", "3"), held());
    assertEquals(2, site().done("POST", release, "").getInt("released"));
    Await.until("the rest that is due was sent", () -> sent().contains("1"));
    assertEquals(List.of("later", "2", "1"), sent());
    assertEquals(1, waiting().size(), "the third one waits for its time");
    assertEquals(List.of(), held());
    assertEquals(0, site().done("POST", release, "").getInt("released"));
  }

  @Test
  void whatWasScheduledWithARevokedTokenIsHeldBackUntilAnOperatorCancelsIt() throws Exception {
    Jwt other = Jwt.of(user, topic);
    schedule(jwt, 2, "1", "2");
    schedule(other, 2, "3");
    JsonObject done = site().done("POST", "api/tokens/" + jwt.id() + "/revoke", "");
    assertEquals(2, done.getInt("held"));
    assertEquals(List.of("1", "2"), held());
    awaitWhatIsDueLater(3);
    assertEquals(List.of("3", "later"), sent(), "another token's is sent");

    String cancel = "api/scheduled?user=" + user;
    assertEquals(2, site().done("DELETE", cancel, "").getInt("cancelled"));
    assertEquals(List.of(), waiting());
    assertEquals(0, site().done("DELETE", cancel, "").getInt("cancelled"));
    schedule(other, 0, "4");
    Await.until("the user goes on with its other token", () -> sent().contains("4"));
    assertEquals(List.of("3", "later", "4"), sent());
  }

  @Test
  void cancellingWhatIsHeldLeavesWhatIsNot() throws Exception {
    schedule(jwt, 3_600, "1");
    Jwt other = Jwt.of(user, topic);
    schedule(other, 3_600, "2");
    assertEquals(1, site().done("POST", "api/tokens/revoke?id=" + jwt.id(), "").getInt("held"));
    site().done("DELETE", "api/scheduled?user=" + user, "");
    assertEquals(1, waiting().size());
    assertFalse(waiting().get(0).containsKey("held"));
    assertEquals("2", waiting().get(0).getString("id"));
    assertEquals(1, site().done("POST", "api/users/disconnect?user=" + user, "").getInt("held"));
    assertEquals("2", site().done("DELETE", "api/scheduled/2?sender=" + user, "").getString("id"));
    assertEquals(List.of(), waiting());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST api/scheduled/release?user=", "DELETE api/scheduled?user="})
  void onlyOperatorsReleaseOrCancelWhatIsHeld(String call) throws Exception {
    schedule(jwt, 3_600, "1");
    site().done("POST", "api/tokens/" + jwt.id() + "/revoke", "");
    String[] methodAndPath = call.split(" ");
    assertProblem(403, as(Jwt.of(user, topic)).send(methodAndPath[0], methodAndPath[1] + user, ""));
    assertProblem(
        403, as(Jwt.of("other", topic)).send(methodAndPath[0], methodAndPath[1] + user, ""));
    assertEquals(List.of("1"), held());
    assertProblem(400, site().send(methodAndPath[0], methodAndPath[1], ""));
  }

  @Test
  void onlyOperatorsListWhatOthersHaveScheduled() throws Exception {
    schedule(jwt, 3_600, "1");
    assertProblem(403, as(Jwt.of("other", topic)).get("api/scheduled?user=" + user));
    assertEquals(200, as(jwt).get("api/scheduled?user=" + user).statusCode());
    assertEquals(List.of(), held());
    assertEquals(1, waiting().size());
  }
}
