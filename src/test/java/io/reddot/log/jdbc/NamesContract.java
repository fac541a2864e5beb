package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.hub.Directory;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.inbox.InboxNames;
import io.reddot.inbox.InboxStore.Marking;
import io.reddot.log.MessageLog;
import io.reddot.message.Draft;
import io.reddot.message.Topic;
import io.reddot.presence.LedgerNames;
import io.reddot.presence.LedgerStore.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which names are known, found by their beginnings, on every database. */
interface NamesContract extends LogFixture {
  private static void publish(MessageLog log, String... topics) throws Exception {
    List<Draft> drafts = new ArrayList<>();
    for (String topic : topics) {
      drafts.add(draft(topic, "1"));
      drafts.add(draft(topic, "2"));
    }
    get(log.append(drafts));
  }

  private Row row(String user, String filter) {
    return new Row("s-" + user, user, "", "sse", clock().instant(), null, 0, 1, filter, null);
  }

  private Directory directory(FullLog log) {
    return new Directory(
        List.of(new InboxNames(log), new LedgerNames(log)), log, List::of, clock());
  }

  @Test
  default void topicsAreFoundByTheirBeginningWithoutPatterns() throws Exception {
    FullLog log = open();
    publish(log, "b", "a%/x", "a_/x", "ab/x", "a\\/x", "A/x", "ä", "!first", "zz/1", "zz/2", "zz");
    get(log.inbox().join("g", "alice", "root")); // a reserved topic
    assertEquals(List.of("a%/x"), log.topics("a%", 9));
    assertEquals(List.of("a_/x"), log.topics("a_", 9));
    assertEquals(List.of("a\\/x"), log.topics("a\\", 9));
    assertEquals(List.of("zz", "zz/1", "zz/2"), log.topics("zz", 9));
    assertEquals(List.of("zz", "zz/1"), log.topics("zz", 2));
    assertEquals(List.of(), log.topics("zz/3", 9));
    assertEquals(
        List.of("!first", "A/x", "a%/x", "a\\/x", "a_/x", "ab/x", "b", "zz", "zz/1", "zz/2", "ä"),
        log.topics("", 20));
    assertEquals(List.of("!first", "A/x"), log.topics("", 2));
    assertEquals(List.of("$inbox/alice"), log.topics("$", 9));
  }

  @Test
  default void usersAreThoseInTheLedgerInGroupsAndWithMarks() throws Exception {
    FullLog log = open();
    get(
        log.ledger()
            .write(
                List.of(row("u%1", "a"), row("u_2", "a"), row("uX", "a"), row("$share/g/u", "a"))));
    get(log.inbox().join("g", "u-member", "root"));
    publish(log, "user/never-seen", "user/u-reader");
    get(log.inbox().mark(new Reader("u-reader", Set.of()), Marking.readAll()));
    Directory directory = directory(log);
    assertEquals(List.of("u%1", "u-member", "u-reader", "uX", "u_2"), directory.users("u", 9));
    assertEquals(List.of("u%1"), directory.users("u%", 9));
    assertEquals(List.of("u_2"), directory.users("u_", 9));
    assertEquals(List.of("u%1", "u-member"), directory.users("u", 2));
    assertEquals(
        Set.of("u%1", "u-member", "u-reader", "uX", "u_2"), directory.everybody().orElseThrow());
    assertTrue(directory.user("u-reader"));
    assertTrue(directory.user("u-member"));
    assertTrue(directory.user("uX"));
    assertFalse(directory.user("never-seen"), "a message to it does not make it known");
    assertFalse(directory.user("u"));
  }

  @Test
  default void everybodyIsCountedAgainSecondsLater() throws Exception {
    FullLog log = open();
    Directory directory = directory(log);
    assertEquals(Set.of(), directory.everybody().orElseThrow());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 2_100; i++) { // more than two pages
      rows.add(row("u" + i, "a"));
    }
    for (int from = 0; from < rows.size(); from += 500) {
      get(log.ledger().write(rows.subList(from, Math.min(rows.size(), from + 500))));
    }
    assertEquals(0, directory.everybody().orElseThrow().size(), "remembered");
    clock().turn(Duration.ofSeconds(11));
    assertEquals(2_100, directory.everybody().orElseThrow().size());
  }

  @Test
  default void groupsAndTopicsAreKnownByMembersMessagesAndSubscriptions() throws Exception {
    FullLog log = open();
    get(log.inbox().join("g_1", "alice", "root"));
    get(log.inbox().join("gX1", "alice", "root"));
    publish(log, "sent");
    get(log.ledger().write(List.of(row("alice", "followed\nwide/#"))));
    Directory directory = directory(log);
    assertEquals(List.of("g_1"), directory.groups("g_", 9));
    assertEquals(List.of("gX1", "g_1"), directory.groups("", 9));
    assertTrue(directory.topic(new Topic("sent")));
    assertTrue(directory.topic(new Topic("followed")));
    assertFalse(directory.topic(new Topic("sen")));
    assertFalse(directory.topic(new Topic("wide/x")));
  }
}
