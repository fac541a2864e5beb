package io.reddot.presence;

import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.hub.AllNodes;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.presence.LedgerStore.Row;
import io.reddot.session.DeliveryRecord;
import io.reddot.session.Identity;
import io.reddot.session.SubscribedRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for presence on every database. */
public interface PresenceContract extends LogFixture {
  /** A node that has nothing but polling clients: they need no connections. */
  final class TestNode {
    private final List<DeliveryRecord> clients = new ArrayList<>();
    private final Presence presence;

    TestNode(FullLog log, String name, LogFixture fixture) {
      presence =
          new Presence(
              log.presence(),
              name,
              new OwnSessions(List::of, () -> List.copyOf(clients)),
              fixture.clock());
    }

    TestNode has(String user, String... sessions) {
      for (String session : sessions) {
        clients.add(
            new DeliveryRecord(
                new Identity(session, user, "a phone", "192.0.2.7", "poll", Instant.MAX),
                Instant.EPOCH,
                null,
                3,
                5,
                List.of(new SubscribedRange(new TopicFilter("a/#"), 0, SubscribedRange.ONGOING)),
                null));
      }
      return this;
    }

    boolean write() {
      return presence.write();
    }

    Presence.Page page(String after, int limit) {
      return presence.page(new PresenceQuery(null, null, null, after, limit));
    }

    List<String> sees() {
      return sees(null, null);
    }

    List<String> sees(@Nullable String user, @Nullable String node) {
      return presence.page(new PresenceQuery(user, null, node, "", 100)).sessions().stream()
          .map(OnlineSession::session)
          .toList();
    }
  }

  private static List<String> ids(Presence.Page page) {
    return page.sessions().stream().map(OnlineSession::session).toList();
  }

  private void seconds(int seconds, TestNode... alive) {
    for (int i = 0; i < seconds; i += 5) {
      clock().turn(Duration.ofSeconds(5));
      for (TestNode node : alive) {
        boolean unused = node.write();
      }
    }
  }

  @Test
  default void eachNodeSeesTheSessionsOfAll() throws Exception {
    FullLog log = open();
    TestNode one = new TestNode(log, "one", this).has("alice", "a1").has("bob", "b1");
    TestNode other = new TestNode(log, "other", this).has("alice", "a2");
    assertFalse(one.write(), "it is new");
    assertFalse(other.write());
    assertTrue(one.write());
    for (TestNode node : List.of(one, other)) {
      assertEquals(List.of("a1", "a2", "b1"), node.sees());
      assertEquals(List.of("a1", "a2"), node.sees("alice", null));
      assertEquals(List.of("a2"), node.sees(null, "other"));
      assertEquals(2, node.presence.nodes().size());
    }
    OnlineSession seen = one.page("", 9).sessions().get(1);
    assertEquals("192.0.2.7", seen.address());
    assertEquals(List.of("a/#"), seen.topics());
    other.clients.clear();
    assertTrue(other.write());
    assertEquals(List.of("a1", "b1"), one.sees());
    assertEquals(2, rows("online_session"));
  }

  @Test
  default void theSessionsOfADeadNodeAreGoneWithinHalfAMinute() throws Exception {
    FullLog log = open();
    TestNode one = new TestNode(log, "one", this).has("alice", "a1");
    TestNode other = new TestNode(log, "other", this).has("bob", "b1");
    boolean unused = one.write() | other.write();
    get(log.ledger().write(List.of(open("a1"), open("b1"))));
    seconds(15, one);
    assertEquals(List.of("a1", "b1"), one.sees(), "it may be slow");
    seconds(10, one);
    assertEquals(List.of("a1"), one.sees());
    assertEquals(1, rows("online_session"));
    assertEquals(1, rows("node"));
    assertTrue(log.ledger().over("b1"), "the ledger knows it too");
    assertFalse(log.ledger().over("a1"));

    assertFalse(other.write(), "it was alive, and learns that it was given up");
    assertEquals(List.of("a1", "b1"), one.sees());
  }

  private Row open(String session) {
    Instant since = clock().instant();
    return new Row(session, "alice", "a phone", "sse", since, null, 0, 1, "a/#", null);
  }

  @Test
  default void eachNodeCountsTheUsersWhoAreOnlineOnAny() throws Exception {
    FullLog log = open();
    String[] many =
        IntStream.rangeClosed(0, PresenceStore.ROWS).mapToObj(i -> "m" + i).toArray(String[]::new);
    TestNode one = new TestNode(log, "one", this).has("alice", "a1").has("bob", "b1");
    TestNode other = new TestNode(log, "other", this).has("alice", many).has("zoe", "z1");
    boolean unused = one.write() | other.write();
    Topic topic = new Topic("a/b");
    Topic none = new Topic("b");
    for (TestNode node : List.of(one, other)) {
      assertEquals(
          Map.of(topic, Set.of("alice", "bob", "zoe"), none, Set.of()),
          node.presence.online(List.of(topic, none)));
    }
    other.presence.close();
    assertEquals(
        Map.of(topic, Set.of("alice", "bob")), one.presence.online(List.of(topic)), "no lease");
  }

  @Test
  default void eachNodeTellsWhenTheOthersWereLastAlive() throws Exception {
    FullLog log = open();
    TestNode one = new TestNode(log, "one", this);
    TestNode other = new TestNode(log, "other", this).has("bob", "b1");
    boolean unused = one.write() | other.write();
    assertEquals(List.of("one"), names(one.presence.states()), "it has not looked since");
    seconds(10, other, one);
    Instant seenAt = clock().instant();
    seconds(10, one);
    List<AllNodes.State> states = one.presence.states();
    assertEquals(List.of("one", "other"), names(states));
    assertEquals(clock().instant(), states.get(0).seenAt());
    assertEquals(seenAt, states.get(1).seenAt());
    assertEquals(1, states.get(1).sessions());
    seconds(10, one);
    assertEquals(List.of("one"), names(one.presence.states()));
  }

  private static List<String> names(List<AllNodes.State> states) {
    return states.stream().map(AllNodes.State::name).toList();
  }

  @Test
  default void aNodeThatStopsIsGoneAtOnce() throws Exception {
    FullLog log = open();
    TestNode one = new TestNode(log, "one", this);
    TestNode other = new TestNode(log, "other", this).has("bob", "b1");
    boolean unused = one.write() | other.write();
    other.presence.close();
    assertEquals(List.of(), one.sees());
    assertEquals(1, one.presence.nodes().size());
    assertEquals(0, rows("online_session"));
  }

  @Test
  default void pagesNeverSplitAUserAndLeaveNobodyOut() throws Exception {
    FullLog log = open();
    TestNode one = new TestNode(log, "one", this).has("Zoe", "z1").has("\ue000", "p1");
    TestNode other =
        new TestNode(log, "other", this).has("alice", "a1", "a2").has("\ud83d\ude00", "s1");
    boolean unused = one.write() | other.write();
    for (TestNode node : List.of(one, other)) {
      Presence.Page first = node.page("", 2);
      assertEquals(List.of("z1"), ids(first));
      Presence.Page second = node.page(String.valueOf(first.next()), 2);
      assertEquals(List.of("a1", "a2"), ids(second));
      Presence.Page third = node.page(String.valueOf(second.next()), 2);
      assertEquals(List.of("p1", "s1"), ids(third), "in the order of bytes, as in the database");
      assertNull(third.next());
      assertEquals(List.of("a1"), ids(node.page("Zoe", 1)), "more than a page");
    }
  }

  @Test
  default void storesAsManySessionsAsThereAre() throws Exception {
    FullLog log = open();
    int many = 2 * PresenceStore.ROWS + 1;
    String[] sessions = IntStream.range(0, many).mapToObj(i -> "s" + i).toArray(String[]::new);
    TestNode one = new TestNode(log, "one", this).has("alice", sessions);
    boolean unused = one.write();
    assertEquals(many, rows("online_session"));
    one.clients.clear();
    assertTrue(one.write());
    assertEquals(0, rows("online_session"));
  }

  @Test
  default void onlyConnectedClientsCanBeDisconnected() throws Exception {
    FullLog log = open();
    TestNode one = new TestNode(log, "one", this).has("alice", "polls");
    boolean unused = one.write();
    get(log.presence().renew("n", "n", Instant.EPOCH));
    OnlineSession streams =
        new OnlineSession(
            "streams", "n", "bob", "", "sse", "", Instant.EPOCH, 0, 0, true, List.of());
    get(log.presence().put(List.of(streams)));
    assertTrue(log.presence().connected("streams"));
    assertFalse(log.presence().connected("polls"));
    assertFalse(log.presence().connected("nobody's"));
  }
}
