package io.reddot.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerTest {
  private static final List<TopicFilter> GROUP = List.of(new TopicFilter("group/g"));

  private static Caller caller(String subscribe, String... groups) {
    return Caller.of(
        "alice",
        Set.of(groups),
        List.of(new TopicFilter(subscribe)),
        List.of(),
        Validity.until(Instant.MAX));
  }

  private static Message message(String topic, long position) {
    Draft draft =
        new Draft("x", true, new Topic(topic), null, "1", Encoding.JSON, null, false, null, null);
    return Message.of(draft, new Cursor("log", position), Instant.EPOCH);
  }

  @Test
  void aMemberReadsItsGroupFromItsJoiningOn() {
    Caller outside = caller("x");
    assertThrows(Problem.class, () -> outside.grants().checkRead(GROUP));
    Caller member = outside.in(Map.of("g", 5L));
    member.grants().checkRead(GROUP);
    assertTrue(member.inbox().containsAll(GROUP));
    assertFalse(member.sees(message("group/g", 5)));
    assertTrue(member.sees(message("group/g", 6)));
    assertTrue(member.sees(message("group/g/below", 1)));
    assertTrue(member.sees(message("x", 1)));
  }

  @Test
  void onlyOperatorsReadTheAuditWhateverATokenGrants() {
    List<TopicFilter> audit = List.of(new TopicFilter("$audit/#"));
    for (String granted : List.of("$audit/#", "$audit/send", "$audit/+", "$audit")) {
      Caller reader = caller(granted);
      assertThrows(Problem.class, () -> reader.grants().checkRead(audit));
      assertFalse(reader.mayHave(message("$audit/send", 1)), granted);
    }
    Caller operator =
        Caller.of(
            "root",
            Set.of(Caller.OPERATOR),
            List.of(),
            List.of(new TopicFilter("$audit/#")),
            Validity.until(Instant.MAX));
    operator.grants().checkRead(audit);
    assertTrue(operator.mayHave(message("$audit/send", 1)));
    assertThrows(Problem.class, () -> operator.grants().checkPublish(new Topic("$audit/send")));
  }

  @Test
  void mayHaveWhatItsGrantsReachAndWhatIsForIt() {
    Caller member = caller("x/+").in(Map.of("g", 5L));
    assertTrue(member.mayHave(message("x/y", 1)));
    assertTrue(member.mayHave(message("user/alice/z", 1)));
    assertTrue(member.mayHave(message("group/g", 6)));
    assertFalse(member.mayHave(message("group/g", 5)));
    assertFalse(member.mayHave(message("group/h", 6)));
    assertFalse(member.mayHave(message("$x/y", 6)));
    assertFalse(member.out(List.of("g")).mayHave(message("group/g", 6)));
  }

  @Test
  void aMembershipWinsOverATokensGroup() {
    Caller member = caller("x", "g").in(Map.of("g", 5L));
    assertFalse(member.sees(message("group/g", 5)));
    assertEquals(1, member.inbox().stream().filter(GROUP::contains).count());
  }

  @Test
  void whoMayReadAllGroupsSeesThemWhole() {
    assertTrue(caller("group/+").in(Map.of("g", 5L)).sees(message("group/g", 1)));
    assertTrue(caller("x", "operator").in(Map.of("g", 5L)).sees(message("group/g", 1)));
  }

  @Test
  void aGroupThatOneWasPutIntoIsNoRole() {
    Caller member = caller("x").in(Map.of("operator", 5L));
    assertFalse(member.operator());
    assertEquals(Set.of(), member.inboxGroups());
  }

  @Test
  void onlyAnOperatorReadsWhatIsForOperators() {
    for (String topic : List.of("$overview/node", "$audit/send")) {
      String first = topic.substring(0, topic.indexOf('/'));
      for (String granted : List.of(topic, first, first + "/#", first + "/+", "#")) {
        assertFalse(caller(granted).mayHave(message(topic, 1)), granted);
        assertFalse(caller(granted).reads(new TopicFilter(topic)), granted);
        assertFalse(caller(granted).reads(new TopicFilter(first + "/#")), granted);
      }
      Caller operator = caller("x", "operator");
      assertTrue(operator.mayHave(message(topic, 1)));
      assertTrue(operator.reads(new TopicFilter(first + "/#")));
      assertThrows(Problem.class, () -> operator.grants().checkPublish(new Topic(topic)));
      assertFalse(operator.mayHave(message("$inbox/alice", 1)));
    }
  }
}
