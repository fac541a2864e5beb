package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.DeployedWar;
import io.reddot.fixture.Site;
import io.reddot.fixture.Subscriber;
import io.reddot.fixture.Transport;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups that operators keep: who is in them, and what that opens. */
class GroupsIT extends DeployedWar {
  private final String group = "g-" + UUID.randomUUID();
  private final String user = "u-" + UUID.randomUUID();
  private final String member = "api/groups/" + group + "/members/" + user;

  private Site user() {
    return site().as(Site.token(user, List.of(), List.of(), List.of()));
  }

  private List<String> inbox() throws Exception {
    return user()
        .done("GET", "api/inbox?limit=200", "")
        .getJsonArray("messages")
        .getValuesAs(JsonObject.class)
        .stream()
        .filter(message -> message.getString("topic").equals("group/" + group))
        .map(message -> message.getString("data"))
        .toList();
  }

  @Test
  void aMemberReadsTheGroupFromItsJoiningUntilItsLeaving() throws Exception {
    site().publish("group/" + group, "before");
    assertProblem(403, user().get("api/poll?topic=group/" + group));
    JsonObject joined = site().done("PUT", member, "");
    assertEquals(user, joined.getString("user"));
    assertEquals(group, joined.getString("group"));
    JsonObject again = site().done("PUT", member, ""); // it is in it already: see since, below
    assertEquals(user, again.getString("user"));
    assertEquals(group, again.getString("group"));
    assertEquals(200, user().get("api/poll?topic=group/" + group).statusCode());
    site().publish("group/" + group, "after");
    assertEquals(List.of("after"), inbox());
    for (String path : List.of("api/poll", "api/long-poll", "api/messages")) {
      String page = user().get(path + "?after=earliest&topic=group/" + group).body();
      assertTrue(page.contains("\"after\""), page);
      assertFalse(page.contains("\"before\""), page);
    }
    JsonObject own = user().done("GET", "api/groups", "").getJsonArray("groups").getJsonObject(0);
    assertEquals(group, own.getString("group"));
    assertEquals(joined.getString("cursor"), own.getString("since"));
    site().done("DELETE", member, "");
    assertEquals(List.of(), inbox());
    assertProblem(403, user().get("api/poll?topic=group/" + group));
    assertEquals("{\"groups\":[],\"more\":false}", user().get("api/groups").body());
  }

  @Test
  void aListOfUsersIsImportedCompletelyOrNotAtAll() throws Exception {
    String path = "api/groups/" + group + "/members";
    JsonObject first = site().done("POST", path, "{\"users\":[\"a\",\"b\",\"a\"]}");
    assertEquals(2, first.getInt("added"));
    JsonObject second =
        site().done("POST", "api/groups/members?group=" + group, "{\"users\":[\"b\",\"c\"]}");
    assertEquals(1, second.getInt("added"));
    assertEquals(3, second.getInt("members"));
    assertProblem(400, site().send("POST", path, "{\"users\":[\"d\",\"e/f\"]}"));
    assertProblem(400, site().send("POST", path, "{\"users\":[]}"));
    assertProblem(400, site().send("POST", path, "{\"users\":[1]}"));
    assertProblem(400, site().send("POST", path, "[\"d\"]"));
    String many =
        IntStream.rangeClosed(0, 1_000)
            .mapToObj(i -> "\"m" + i + "\"")
            .collect(Collectors.joining(",", "{\"users\":[", "]}"));
    assertProblem(400, site().send("POST", path, many));
    assertProblem(403, user().send("POST", path, "{\"users\":[\"d\"]}"));
    assertProblem(403, user().send("POST", path, "nonsense"));
    assertEquals(3, site().done("GET", path, "").getJsonArray("members").size());
  }

  @Test
  void aGroupIsNoRole() throws Exception {
    String operators = "api/groups/operator/members/" + user;
    site().done("PUT", operators, "");
    assertProblem(403, user().send("PUT", member, ""));
    assertProblem(403, user().get("api/poll?topic=user/somebody-else"));
    site().done("DELETE", operators, "");
  }

  @Test
  void operatorsListGroupsAndTheirMembers() throws Exception {
    String other = "v" + user.substring(1);
    String otherMember = "api/groups/" + group + "/members/" + other;
    site().done("PUT", member, "");
    site().done("PUT", otherMember, "");
    JsonObject first = site().done("GET", "api/groups/" + group + "/members?limit=1", "");
    assertTrue(first.getBoolean("more"));
    assertEquals(user, first.getJsonArray("members").getJsonObject(0).getString("user"));
    JsonObject rest = site().done("GET", "api/groups/" + group + "/members?after=" + user, "");
    assertFalse(rest.getBoolean("more"));
    assertEquals(other, rest.getJsonArray("members").getJsonObject(0).getString("user"));
    String before = "api/groups?limit=1&after=" + group.substring(0, group.length() - 1);
    JsonObject listed = site().done("GET", before, "").getJsonArray("groups").getJsonObject(0);
    assertEquals(group, listed.getString("group"));
    assertEquals(2, listed.getInt("members"));
    site().done("DELETE", member, "");
    site().done("DELETE", otherMember, "");
  }

  @Test
  void refusesWhoIsNoOperatorAndNamesThatAreNone() throws Exception {
    assertProblem(403, user().send("PUT", member, ""));
    assertProblem(403, user().send("DELETE", member, ""));
    assertProblem(403, user().get("api/groups/" + group + "/members"));
    assertProblem(400, site().send("PUT", "api/groups/a%2Bb/members/x", ""));
    assertProblem(400, site().send("PUT", "api/groups/a/members/%23", ""));
    assertProblem(400, site().send("DELETE", "api/groups/" + "a".repeat(129) + "/members/x", ""));
    assertProblem(400, site().get("api/groups?limit=1001"));
    assertProblem(405, site().send("POST", member, ""));
  }

  /** The inbox's own filters are not the caller's wish, and are not counted. */
  @ParameterizedTest
  @EnumSource(value = Transport.class, names = "MQTT.*", mode = EnumSource.Mode.MATCH_NONE)
  void aTokenWithAThousandGroupsIsLetInAndHearsThemAll(Transport transport) throws Exception {
    String team = "team-" + group.substring(2, 10) + "-";
    List<String> groups = IntStream.range(0, 1_000).mapToObj(i -> team + i).toList();
    Site member = site().as(Site.token(user, groups, List.of(), List.of()));
    String head = site().head();
    site().publish("group/" + team + 500, "before");
    long begun = System.nanoTime();
    try (Subscriber subscriber = transport.subscribe(member, head)) {
      subscriber.hello();
      assertEquals("before", subscriber.message().getString("data"));
      System.out.printf(
          "%s with 1,000 groups: %,d ms from the request to its first message%n",
          transport, (System.nanoTime() - begun) / 1_000_000);
      for (int i : List.of(0, 99, 999)) {
        site().publish("group/" + team + i, "message " + i);
        assertEquals("message " + i, subscriber.message().getString("data"));
      }
      subscriber.closeExhausted();
    }
  }

  @Test
  void aMemberOfAllTheGroupsThatThereMayBeIsLetInOverEachTransport() throws Exception {
    List<String> members =
        IntStream.range(0, 100)
            .mapToObj(i -> "api/groups/" + group + i + "/members/" + user)
            .toList();
    for (String one : members) {
      site().done("PUT", one, "");
    }
    for (Transport transport : Transport.values()) {
      boolean inbox = !transport.name().startsWith("MQTT"); // whose clients name their topics
      try (Subscriber subscriber =
          inbox
              ? transport.subscribe(user(), "latest")
              : transport.subscribe(user(), "latest", "group/" + group + 99)) {
        subscriber.hello();
        site().publish("group/" + group + 99, transport.name());
        assertEquals(transport.name(), subscriber.message().getString("data"));
        subscriber.closeExhausted();
      }
    }
    for (String one : members) {
      site().done("DELETE", one, "");
    }
  }

  /** Its groups count, as far as it names them itself. */
  @Test
  void topicsThatACallerNamesAreCounted() throws Exception {
    String topics =
        IntStream.range(0, 101)
            .mapToObj(i -> "topic=group/" + group + i)
            .collect(Collectors.joining("&"));
    assertProblem(400, site().get("api/poll?" + topics));
  }

  @Test
  void anMqttClientReadsTheGroupThatItsUserWasPutInto() throws Exception {
    site().done("PUT", member, "");
    try (Subscriber subscriber = Transport.MQTT.subscribe(user(), "latest", "group/" + group)) {
      subscriber.hello();
      site().publishNumbers("group/" + group, 0, 3);
      assertEquals(List.of(0, 1, 2), subscriber.numbers(3));
      subscriber.closeExhausted();
    }
    site().done("DELETE", member, "");
  }
}
