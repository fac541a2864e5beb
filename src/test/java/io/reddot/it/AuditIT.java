package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Await;
import io.reddot.fixture.ServerProcess;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every deed that the audit records, on a server whose ordinary retention is very short. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditIT {
  private static final int KEPT = 100;

  private static ServerProcess server;

  private final String user = "u-" + UUID.randomUUID();
  private final String id = "id-" + UUID.randomUUID();

  @BeforeAll
  static void start() throws Exception {
    server =
        new ServerProcess(
            "audit",
            Map.of(
                "REDDOT_RETENTION_MESSAGES",
                Integer.toString(KEPT),
                "REDDOT_RETENTION_EVENTS",
                "2"));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Site operator() {
    return server.site();
  }

  private Site user(String... reads) {
    return server.site().as(Site.token(user, List.of(), List.of(reads), List.of("#")));
  }

  private static List<JsonObject> records(String action, String target) throws Exception {
    return operator().history("$audit/" + action).stream()
        .map(
            message -> {
              assertEquals("audit", message.getString("event"));
              return message.getJsonObject("data");
            })
        .filter(data -> data.getString("target").equals(target))
        .toList();
  }

  /** Returns the only record of an action on a target. */
  private static JsonObject record(String action, String target) throws Exception {
    Await.until(action + " " + target, () -> !records(action, target).isEmpty());
    List<JsonObject> all = records(action, target);
    assertEquals(1, all.size(), all::toString);
    JsonObject one = all.get(0);
    assertEquals(action, one.getString("action"));
    assertFalse(one.getString("address").isEmpty());
    return one;
  }

  private static JsonObject recordOfTester(String action, String target) throws Exception {
    JsonObject one = record(action, target);
    assertEquals("tester", one.getString("by"));
    assertEquals("done", one.getString("outcome"));
    return one;
  }

  @Test
  @Order(1)
  void sendingToAnInboxIsRecordedWithoutTheText() throws Exception {
    String inbox = "user/" + user;
    String body = "{\"id\":\"%s\",\"topic\":\"%s\",\"data\":\"secret text\"}".formatted(id, inbox);
    assertEquals(200, operator().post(body).statusCode());
    assertEquals(200, operator().post(body).statusCode()); // a retry is no second deed
    JsonObject sent = recordOfTester("send", inbox);
    assertEquals("message " + id, sent.getString("detail"));
    assertFalse(sent.toString().contains("secret"));
    operator().publish("plain/" + user, "a topic that is no inbox");
    assertEquals(List.of(), records("send", "plain/" + user));
    user().publish("user/" + user + "x", "from a user who is no operator");
    assertEquals(List.of(), records("send", "user/" + user + "x"));
    String many = "[{\"topic\":\"user/%s1\",\"data\":1},{\"topic\":\"user/%s2\",\"data\":2}]";
    assertEquals(200, operator().post(many.formatted(user, user)).statusCode());
    JsonObject together = recordOfTester("send", inbox + "1, " + inbox + "2");
    assertTrue(together.getString("detail").startsWith("2 messages: "), together::toString);
  }

  @Test
  @Order(1)
  void recallsAreRecordedOnce() throws Exception {
    String body = "{\"id\":\"%s\",\"topic\":\"news\",\"data\":1}".formatted(id);
    assertEquals(200, user().post(body).statusCode());
    operator().done("DELETE", "api/messages/" + id + "?sender=" + user, "");
    operator().done("DELETE", "api/messages/" + id + "?sender=" + user, "");
    assertEquals("sent by " + user, recordOfTester("recall", id).getString("detail"));
  }

  @Test
  @Order(1)
  void revocationsDisconnectionsAndGroupsAreRecorded() throws Exception {
    operator().done("POST", "api/tokens/revoke?id=" + id, "");
    recordOfTester("revoke", id);
    operator().done("POST", "api/users/disconnect?user=" + user, "");
    recordOfTester("disconnect", user);
    String group = "g-" + user;
    operator().done("PUT", "api/groups/members?group=" + group + "&user=" + user, "");
    operator().done("PUT", "api/groups/members?group=" + group + "&user=" + user, "");
    assertEquals(user + " joined", recordOfTester("group", group).getString("detail"));
    operator().done("DELETE", "api/groups/members?group=" + group + "&user=" + user, "");
    assertEquals(2, records("group", group).size());
    String users = "{\"users\":[\"%s\",\"%s2\"]}".formatted(user, user);
    operator().done("POST", "api/groups/g2-" + user + "/members", users);
    operator().done("POST", "api/groups/g2-" + user + "/members", users); // all are in it already
    assertEquals(
        user + ", " + user + "2 imported",
        recordOfTester("group", "g2-" + user).getString("detail"));
  }

  @Test
  @Order(1)
  void schedulesAreRecorded() throws Exception {
    String inbox = "user/" + user;
    String body =
        "{\"id\":\"%s\",\"topic\":\"%s\",\"data\":1,\"sendAt\":\"%s\"}"
            .formatted(id, inbox, Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS));
    assertEquals(200, operator().post(body).statusCode());
    String detail = recordOfTester("send", inbox).getString("detail");
    assertTrue(detail.contains("with a time to send"), detail);
    String later =
        "{\"topic\":\"%s\",\"data\":2,\"sendAt\":\"%s\"}"
            .formatted(inbox, Instant.now().plusSeconds(7_200).truncatedTo(ChronoUnit.SECONDS));
    assertEquals(200, change(id, later));
    assertEquals("changed", recordOfTester("schedule", id).getString("detail"));
    operator().done("DELETE", "api/scheduled/" + id, "");
    List<JsonObject> all = records("schedule", id);
    assertEquals("cancelled", all.get(all.size() - 1).getString("detail"));
    assertEquals(2, all.size());
  }

  private static int change(String id, String body) throws Exception {
    HttpRequest request =
        operator()
            .request("api/scheduled/" + id)
            .header("If-Match", "*")
            .method("PUT", BodyPublishers.ofString(body))
            .build();
    return Site.HTTP.send(request, BodyHandlers.ofString()).statusCode();
  }

  @Test
  @Order(1)
  void whatUsersDoWithTheirOwnMessagesIsNotRecorded() throws Exception {
    String body = "{\"id\":\"%s\",\"topic\":\"news\",\"data\":1}".formatted(id);
    assertEquals(200, user().post(body).statusCode());
    user().done("DELETE", "api/messages/" + id, "");
    operator().done("POST", "api/tokens/revoke?id=" + id, "");
    recordOfTester("revoke", id); // a record of the recall would have been stored before
    assertEquals(List.of(), records("recall", id));
  }

  @Test
  @Order(1)
  void theDisconnectionOfASessionIsRecorded() throws Exception {
    try (Subscriber subscriber = Transport.SSE.subscribe(user("news"), "latest", "news")) {
      String session = subscriber.hello().getString("session");
      String path = "api/sessions/" + session + "/disconnect";
      assertEquals(202, operator().send("POST", path, "").statusCode());
      assertEquals("session", recordOfTester("disconnect", session).getString("detail"));
    }
  }

  @Test
  @Order(1)
  void aCallForOperatorsWithoutTheRoleIsRecordedAsDenied() throws Exception {
    Site stranger = user();
    assertProblem(403, stranger.get("api/console/drain"));
    JsonObject denied = record("denied", "GET /api/console/drain");
    assertEquals(user, denied.getString("by"));
    assertEquals("denied", denied.getString("outcome"));
    assertProblem(403, stranger.send("POST", "api/users/disconnect?user=bob", ""));
    assertEquals(user, record("denied", "POST /api/users/disconnect").getString("by"));
    assertProblem(403, stranger.get("api/groups/members?group=staff"));
    record("denied", "GET /api/groups/members");
    for (String view : List.of("overview", "audience?topic=everyone", "known?kind=user")) {
      assertProblem(403, stranger.get("api/console/" + view));
      record("denied", "GET /api/console/" + view.replaceAll("\\?.*", ""));
    }
    for (int i = 0; i < 30; i++) {
      assertProblem(403, stranger.get("api/groups/many/members"));
    }
    operator().done("POST", "api/tokens/revoke?id=" + id, ""); // records before it are stored, too
    int recorded = records("denied", "GET /api/groups/many/members").size();
    assertTrue(recorded > 0 && recorded <= 10, "of 30 calls " + recorded);
  }

  @Test
  @Order(1)
  void nobodyPublishesOrRecallsARecord() throws Exception {
    operator().done("POST", "api/tokens/revoke?id=" + id, "");
    recordOfTester("revoke", id);
    assertProblem(403, operator().post("{\"topic\":\"$audit/send\",\"data\":1}"));
    assertProblem(403, operator().post("api/topics/$audit/send", "text/plain", new byte[1]));
    List<JsonObject> all = operator().history("$audit/revoke");
    String record = all.get(all.size() - 1).getString("id");
    assertProblem(404, operator().delete("api/messages/" + record));
    assertProblem(404, user("$audit/#").delete("api/messages/" + record));
    assertProblem(403, user("$audit/#").get("api/messages?topic=$audit/%23"));
  }

  @ParameterizedTest
  @Order(1)
  @EnumSource(Transport.class)
  void operatorsReadTheAuditOverEveryTransport(Transport transport) throws Exception {
    String before = operator().head();
    operator().done("POST", "api/tokens/revoke?id=" + id, "");
    try (Subscriber subscriber = transport.subscribe(operator(), before, "$audit/#")) {
      subscriber.hello();
      JsonObject message = subscriber.message();
      assertEquals("$audit/revoke", message.getString("topic"));
      assertEquals(id, message.getJsonObject("data").getString("target"));
      operator().done("POST", "api/users/disconnect?user=" + user, "");
      assertEquals(user, subscriber.message().getJsonObject("data").getString("target")); // live
      subscriber.closeExhausted();
    }
  }

  @Test
  @Order(2)
  void aDrainIsRecordedAndRetentionSparesTheAudit() throws Exception {
    int before = operator().history("$audit/#").size();
    for (int i = 0; i < 2; i++) {
      assertEquals(202, operator().send("POST", "api/console/drain?seconds=0", "").statusCode());
    }
    operator().publishNumbers("news", 0, 3 * KEPT); // the record before it is stored, too
    server.kill();
    server.start(); // it trims right after its start
    Await.until("trimmed", () -> operator().history("news").size() <= KEPT);
    assertEquals(before + 1, operator().history("$audit/#").size());
    List<JsonObject> drains = operator().history("$audit/drain");
    assertEquals(1, drains.size(), drains::toString);
    JsonObject drain = drains.get(0).getJsonObject("data");
    assertEquals("tester", drain.getString("by"));
    assertEquals("within 0 seconds", drain.getString("detail"));
    assertFalse(drain.getString("target").isEmpty());
  }
}
