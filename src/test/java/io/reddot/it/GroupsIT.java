package io.reddot.it;

import static io.reddot.it.PublishingIT.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

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
