package io.reddot.it.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import io.reddot.fixture.attack.Answer;
import io.reddot.fixture.attack.Attack;
import io.reddot.fixture.attack.RawHttp;
import io.reddot.fixture.attack.WebSocketAttacker;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mallory, who has a good token that grants her nothing, and what is Bob's. */
@ResourceLock(Attack.SERVER)
class OthersTopicsIT {
  @RegisterExtension final Attack attack = new Attack();

  private List<String> reachingBob() {
    return Stream.of(
            "user/BOB",
            "user/BOB/#",
            "user/BOB/+",
            "user/+",
            "user/#",
            "user/+/#",
            "+/BOB",
            "+/BOB/#",
            "#",
            "+",
            "+/+",
            "+/#",
            "/user/BOB",
            "/#",
            "group/secret",
            "group/+",
            "group/#",
            "$share/g/user/BOB",
            "$share/g/user/+",
            "$share/g/#",
            "$share/g/$share/g/user/BOB",
            "$inbox/BOB",
            "$SYS/#",
            "$SYS/broker/clients/total",
            "$access/#",
            "$inbox/#",
            "$groups/#",
            "$/#",
            "$+/#")
        .map(filter -> filter.replace("BOB", attack.bob()))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void cannotBeFollowed(Transport transport) throws Exception {
    for (String filter : reachingBob()) {
      try (Subscriber refused = transport.subscribe(attack.mallory(), "earliest", filter)) {
        JsonObject answer = refused.expect("refused");
        int status = answer.getInt("status");
        // A filter that is none anywhere is called that; every other one is named.
        assertTrue(status == 403 || (filter.contains("$+") && status == 400), filter + answer);
        String said = answer.getString("body"); // of MQTT and a handshake there is no text here
        boolean problem = said.startsWith("{");
        assertTrue(!problem || said.contains(filter) || status == 400, filter + ": " + said);
      }
    }
  }

  /** One good filter does not carry a bad one. */
  @ParameterizedTest
  @EnumSource
  void cannotBeFollowedBesideOnesOwn(Transport transport) throws Exception {
    try (Subscriber refused =
        transport.subscribe(
            attack.mallory(), "earliest", "user/mallory", "user/" + attack.bob(), "everyone")) {
      assertEquals(403, refused.expect("refused").getInt("status"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"api/messages", "api/poll", "api/long-poll", "api/sse", "api/iframe"})
  void cannotBeReadByAnySpellingOfTheAddress(String path) throws Exception {
    for (String filter : reachingBob()) {
      for (String spelled :
          List.of(
              "topic=" + Site.encode(filter),
              "topic=everyone&topic=" + Site.encode(filter),
              "%74opic=" + percent(filter),
              "after=earliest&topic=" + percent(filter))) {
        Answer answer = RawHttp.get(attack.mallory(), path + '?' + spelled);
        answer.assertProblem(filter.contains("$+") ? 400 : 403);
      }
    }
  }

  private static String percent(String text) {
    StringBuilder encoded = new StringBuilder();
    for (char c : text.toCharArray()) {
      encoded.append('%').append(Integer.toHexString(c));
    }
    return encoded.toString();
  }

  @Test
  void cannotBeReachedBesideTheTransports() throws Exception {
    String topic = "user/" + attack.bob();
    String id = attack.site().publish(topic, "for bob").getString("id");
    JsonObject later = submitLater(topic);
    attack.stored(1);
    Site mallory = attack.mallory();
    List<Answer> refused =
        List.of(
            RawHttp.get(mallory, "api/presence/" + attack.bob()),
            RawHttp.get(mallory, "api/messages/" + id + "/receipts"),
            RawHttp.get(mallory, "api/messages/" + id + "/receipts?user=" + attack.bob()),
            RawHttp.get(mallory, "api/groups/secret/members"),
            call(mallory, "DELETE", "api/messages/" + id),
            call(mallory, "DELETE", "api/messages/" + later.getString("id")),
            call(mallory, "DELETE", "api/scheduled/" + later.getString("id")),
            call(mallory, "PUT", "api/groups/secret/members/mallory"),
            call(mallory, "PUT", "api/groups/secret/members/" + attack.bob()),
            call(mallory, "DELETE", "api/groups/secret/members/" + attack.bob()),
            RawHttp.post(mallory, "api/inbox/read", "{\"ids\":[\"" + id + "\"]}"),
            RawHttp.post(mallory, "api/inbox/archive", "{\"ids\":[\"" + id + "\"]}"));
    refused.forEach(answer -> answer.assertProblem(403, 404));
    for (String open : List.of("api/presence", "api/scheduled", "api/inbox", "api/groups")) {
      Answer answer = RawHttp.get(mallory, open);
      assertEquals(200, answer.status(), open);
      assertFalse(answer.body().contains(attack.bob()) || answer.body().contains(id), open);
    }
    assertEquals(1, Site.object(attack.asBob().get("api/inbox").body()).getInt("unread"));
    assertEquals(1, attack.site().history(topic).size());
    attack.site().done("DELETE", "api/scheduled/" + later.getString("id"), "");
  }

  private JsonObject submitLater(String topic) throws Exception {
    String draft =
        "{\"topic\":\"%s\",\"data\":1,\"sendAt\":\"%s\"}"
            .formatted(topic, Instant.now().plusSeconds(3600));
    return attack.site().done("POST", "api/messages", draft);
  }

  private static Answer call(Site site, String method, String target) throws Exception {
    return RawHttp.call(
        site, method, target, RawHttp.bearer(site) + "Content-Length: 0\r\n", new byte[0]);
  }

  @Test
  void cannotBePublishedTo() throws Exception {
    Site mallory = attack.mallory();
    for (String topic :
        List.of(
            "user/" + attack.bob(),
            "user/mallory",
            "everyone",
            "group/secret",
            "it/any",
            "$SYS/x",
            "$access/x",
            "$inbox/" + attack.bob(),
            "$share/g/user/" + attack.bob())) {
      RawHttp.post(mallory, "api/messages", "{\"topic\":\"" + topic + "\",\"data\":1}")
          .assertProblem(403);
      RawHttp.post(
              mallory,
              "api/messages",
              "{\"topic\":\"%s\",\"data\":1,\"sendAt\":\"%s\"}"
                  .formatted(topic, Instant.now().plusSeconds(60)))
          .assertProblem(403);
      RawHttp.post(mallory, "api/topics/" + topic, "1").assertProblem(403);
      RawHttp.post(mallory, "api/topics/" + percent(topic).replace("%2f", "/"), "1")
          .assertProblem(403);
      try (WebSocketAttacker attacker = new WebSocketAttacker(mallory, "everyone")) {
        attacker.text("{\"type\":\"publish\",\"topic\":\"" + topic + "\",\"data\":1}");
        assertTrue(attacker.next().contains("\"status\":403"));
        attacker.text("{\"type\":\"subscribe\",\"topic\":\"user/" + attack.bob() + "\"}");
        assertTrue(attacker.next().contains("\"status\":403"));
      }
    }
    // Nor by an operator: these are the server's own.
    for (String topic : List.of("$SYS/x", "$access/revoked", "$inbox/" + attack.bob(), "$")) {
      RawHttp.post(attack.site(), "api/messages", "{\"topic\":\"" + topic + "\",\"data\":1}")
          .assertProblem(403);
    }
  }

  /** A cursor of somebody else's is a place in the log, no right to read. */
  @Test
  void aCursorIsNoGrant() throws Exception {
    String cursor = attack.site().publish("user/" + attack.bob(), "for bob").getString("cursor");
    attack.stored(1);
    String target = "api/messages?topic=user/mallory&topic=everyone&after=" + before(cursor);
    Answer answer = RawHttp.get(attack.mallory(), target);
    assertEquals(200, answer.status());
    assertFalse(answer.body().contains("for bob"), answer::toString);
  }

  private static String before(String cursor) {
    int dash = cursor.indexOf('-');
    long position = Long.parseLong(cursor.substring(dash + 1), 36);
    return cursor.substring(0, dash + 1) + Long.toString(position - 1, 36);
  }
}
