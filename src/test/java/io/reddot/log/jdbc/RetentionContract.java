package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.data;
import static io.reddot.fixture.LogFixture.filters;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.inbox.InboxContract;
import io.reddot.inbox.InboxStore.Marking;
import io.reddot.log.SystemEvents;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Mark;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent.MessageRecalled;
import io.reddot.message.SystemEvent.SessionRenewed;
import io.reddot.message.Topic;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What holds for retention: whose messages go first, and that each loss is told. */
interface RetentionContract extends LogFixture {
  private static Draft from(String sender, String topic, String data) {
    return from(sender, topic, data, false);
  }

  private static Draft from(String sender, String topic, String data, boolean retain) {
    String id = UUID.randomUUID().toString();
    Topic to = new Topic(topic);
    return new Draft(id, true, to, null, data, Encoding.JSON, null, retain, sender, null);
  }

  private FullLog keeping(long messages, long events) {
    return open(new RetentionPolicy(Duration.ofDays(1), messages, events, 10));
  }

  private static void publish(FullLog log, String sender, String topic, int count)
      throws Exception {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      drafts.add(from(sender, topic, "" + i));
    }
    get(log.append(drafts));
  }

  private static List<Message> all(FullLog log, String filter) {
    return log.read(filters(filter), 0, log.head(), 9_999).messages();
  }

  private static boolean trimmed(FullLog log, String filter, long after) {
    return log.read(filters(filter), after, log.head(), 9).trimmed();
  }

  /** What is counted is what a scan counts. */
  private void checkCounts() throws Exception {
    try (Connection connection = source().getConnection()) {
      Map<String, Long> scanned = new HashMap<>();
      Map<String, Long> counted = new HashMap<>();
      try (ResultSet rows =
          connection
              .createStatement()
              .executeQuery(
                  "SELECT "
                      + Kept.CONTROL
                      + " || COALESCE(sender, ''), count(*) FROM message"
                      + " WHERE position > (SELECT trimmed_to FROM log) GROUP BY 1")) {
        while (rows.next()) {
          scanned.put(rows.getString(1), rows.getLong(2));
        }
      }
      try (ResultSet rows =
          connection
              .createStatement()
              .executeQuery("SELECT control || sender, messages FROM kept")) {
        while (rows.next()) {
          counted.put(rows.getString(1), rows.getLong(2));
        }
      }
      assertEquals(scanned, counted);
    }
  }

  @Test
  default void eventsOfOneUserPushNoMessagesOut() throws Exception {
    FullLog log = keeping(20, 1_000);
    publish(log, "bob", "user/bob", 10);
    get(log.append(List.of(from("eve", "user/eve", "1"))));
    Reader eve = new Reader("eve", Set.of());
    String id = all(log, "user/eve").get(0).id();
    for (int i = 0; i < 30; i++) {
      get(log.inbox().mark(eve, Marking.of(Mark.READ, List.of(id))));
      get(log.inbox().mark(eve, Marking.of(Mark.UNREAD, List.of(id))));
      get(log.append(new SessionRenewed("none", "{}"), "eve"));
    }
    log.trim();
    assertEquals(10, all(log, "user/bob").size());
    assertFalse(trimmed(log, "user/bob", 0));
    assertEquals(10, log.inbox().unread(new Reader("bob", Set.of())).count());
    checkCounts();
  }

  @Test
  default void expiredSamplesGoAtOnceAndOtherMessagesWhenTheirIdsAreNotRetriedAnyMore()
      throws Exception {
    FullLog log = keeping(1_000, 1_000);
    for (String topic : List.of("$overview/one", "a", "$overviews/one")) {
      get(log.append(List.of(from("", topic, "1").withExpiry(clock().instant().plusSeconds(30)))));
    }
    get(log.append(List.of(from("", "$overview/one", "1"))));
    log.trim();
    assertEquals(4, rows("message"));
    clock().turn(Duration.ofSeconds(30));
    log.trim();
    assertEquals(3, rows("message"), "the expired sample is gone");
    assertFalse(trimmed(log, "$overview/#", 0), "expiry is no loss");
    checkCounts();
    clock().turn(Duration.ofHours(1));
    log.trim();
    assertEquals(1, rows("message"));
    checkCounts();
  }

  @Test
  default void eventsHaveABoundOfTheirOwnAndTheGreatestUserLosesItsFirst() throws Exception {
    FullLog log = keeping(1_000, 20);
    get(log.append(List.of(from("bob", "a", "1"), from("bob", "a", "2"))));
    get(log.recall(all(log, "a").get(0).id(), found -> true, "bob"));
    long recalled = log.head();
    for (int i = 0; i < 100; i++) {
      get(log.append(new SessionRenewed("s", "{}"), "eve"));
    }
    log.trim();
    assertEquals(22, log.readAll(0, log.head(), 999).messages().size() + 1, "and the recalled one");
    Message told = log.at(recalled);
    assertTrue(
        told != null && SystemEvents.decode(told) instanceof MessageRecalled,
        "eve's own events went");
    assertFalse(trimmed(log, "a", 0));
    checkCounts();
  }

  @Test
  default void aRecallThatIsTrimmedIsToldToItsReaders() throws Exception {
    FullLog log = keeping(1_000, 2);
    get(log.append(List.of(from("bob", "a", "1"), from("bob", "b", "2"))));
    long before = log.head();
    get(log.recall(all(log, "a").get(0).id(), found -> true, "bob"));
    for (int i = 0; i < 5; i++) {
      get(log.append(new SessionRenewed("s", "{}"), "bob"));
    }
    log.trim();
    assertTrue(trimmed(log, "a", before));
    assertFalse(trimmed(log, "b", before));
  }

  @Test
  default void aFloodTakesItsOwnUsersMessagesAwayFirst() throws Exception {
    FullLog log = keeping(100, 1_000);
    publish(log, "bob", "user/bob", 10);
    publish(log, "eve", "demo/x", 200);
    publish(log, "ann", "demo/y", 10);
    log.trim();
    assertEquals(10, all(log, "user/bob").size());
    assertEquals(10, all(log, "demo/y").size());
    List<Message> eves = all(log, "demo/x");
    assertEquals(80, eves.size());
    assertEquals("121", eves.get(0).data(), "the oldest went");
    assertFalse(trimmed(log, "user/bob", 0));
    assertFalse(trimmed(log, "demo/y", 0));
    assertTrue(trimmed(log, "demo/x", 0));
    assertTrue(trimmed(log, "demo/#", 5));
    assertTrue(trimmed(log, "#", 129));
    assertFalse(trimmed(log, "#", 130), "from here on nothing is missing");
    assertEquals(0, log.floor());
    checkCounts();
    log.trim();
    assertEquals(100, all(log, "#").size());
    checkCounts();
  }

  /** The search for a user's oldest messages goes on where it ended, past those spared then. */
  @Test
  default void messagesThatAreNoLongerRetainedCountAgainstTheirOwnUser() throws Exception {
    FullLog log = keeping(20, 1_000);
    for (int i = 0; i < 9; i++) {
      publish(log, "user" + i, "others", 2);
    }
    List<Draft> retained =
        List.of(
            from("eve", "r/1", "1", true),
            from("eve", "r/2", "1", true),
            from("eve", "r/3", "1", true));
    get(log.append(retained));
    publish(log, "eve", "flood", 30);
    log.trim();
    assertEquals(2, all(log, "flood").size(), "her share");
    get(
        log.append(
            List.of(
                from("eve", "r/1", "2", true),
                from("eve", "r/2", "2", true),
                from("eve", "r/3", "2", true))));
    log.trim();
    assertEquals(18, all(log, "others").size());
    assertFalse(trimmed(log, "others", 0));
    assertEquals(3 + 2, all(log, "r/+").size() + all(log, "flood").size());
    checkCounts();
  }

  @Test
  default void nobodyLosesMessagesWithinItsShareAsLongAsOthersAreAboveTheirs() throws Exception {
    FullLog log = keeping(100, 1_000);
    for (int i = 0; i < 10; i++) {
      publish(log, "bob", "bob", 1);
      publish(log, "eve", "eve", 30);
      publish(log, "mallory", "mallory", 20);
    }
    log.trim();
    assertEquals(10, all(log, "bob").size());
    assertEquals(45, all(log, "eve").size());
    assertEquals(45, all(log, "mallory").size());
    checkCounts();
  }

  @Test
  default void whereNobodyIsAboveTheShareTheOldestOfAllGo() throws Exception {
    FullLog log = keeping(100, 1_000);
    for (int i = 0; i < 20; i++) {
      publish(log, "u" + i, "a", 6);
    }
    log.trim();
    assertEquals(20, log.floor());
    assertEquals(100, all(log, "a").size());
    checkCounts();
  }

  @Test
  default void theFloorFollowsWhereNothingIsLeft() throws Exception {
    FullLog log = keeping(10, 1_000);
    publish(log, "bob", "bob", 1);
    publish(log, "eve", "eve", 30);
    log.trim();
    assertEquals(0, log.floor());
    assertTrue(trimmed(log, "eve", 21));
    get(log.append(List.of(from("bob", "bob", "x"))));
    clock().turn(Duration.ofDays(1).minusSeconds(1));
    publish(log, "bob", "bob", 9);
    clock().turn(Duration.ofSeconds(2));
    log.trim();
    assertEquals(32, log.floor());
    try (Connection connection = source().getConnection();
        ResultSet gaps = connection.createStatement().executeQuery("SELECT * FROM gap")) {
      assertFalse(gaps.next(), "what is before the floor needs no gap");
    }
    checkCounts();
  }

  @Test
  default void retainedMessagesNeitherGoNorPushOthersOut() throws Exception {
    FullLog log = keeping(20, 1_000);
    publish(log, "bob", "bob", 10);
    List<Draft> retained = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      retained.add(from("eve", "r/" + i, "1", true));
    }
    get(log.append(retained));
    log.trim();
    assertEquals(10, all(log, "bob").size());
    assertEquals(50, log.retained(filters("r/#"), "", 99).size());
    checkCounts();
  }

  @Test
  default void theGapsAreBoundedAndStillToldToEveryReaderWhoMayLackSomething() throws Exception {
    FullLog log = keeping(100, 1_000);
    publish(log, "bob", "user/bob", 5);
    for (int round = 0; round < 3; round++) {
      List<Draft> drafts = new ArrayList<>();
      for (int i = 0; i < 1_500; i++) {
        drafts.add(from("eve", "demo/" + round + "/" + i, "1"));
      }
      get(log.append(drafts));
      log.trim();
    }
    assertTrue(trimmed(log, "demo/0/1", 5));
    assertTrue(trimmed(log, "demo/2/77", 5));
    assertFalse(trimmed(log, "user/bob", 0));
    try (Connection connection = source().getConnection();
        ResultSet gaps = connection.createStatement().executeQuery("SELECT count(*) FROM gap")) {
      gaps.next();
      assertTrue(gaps.getInt(1) <= Gaps.MOST, () -> "too many gaps");
    }
    checkCounts();
  }

  @Test
  default void inboxesThatLoseMessagesToAFloodAreTold() throws Exception {
    FullLog log = keeping(10, 1_000);
    publish(log, "bob", "everyone", 2);
    publish(log, "eve", "user/ann", 30);
    Reader ann = new Reader("ann", Set.of());
    assertEquals(32, log.inbox().unread(ann).count());
    long before = log.head();
    log.trim();
    assertEquals(10, log.inbox().unread(ann).count());
    List<Message> told = log.readAll(before, log.head(), 9).messages();
    assertEquals(List.of("trimmed"), told.stream().map(Message::event).toList());
    assertEquals(List.of("user/ann"), InboxContract.shrunk(told.get(0)));
    assertEquals(List.of("1", "2"), data(all(log, "everyone")));
  }
}
