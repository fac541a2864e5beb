package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.data;
import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.hub.Inboxes;
import io.reddot.inbox.InboxContract;
import io.reddot.inbox.InboxStore;
import io.reddot.log.Tail;
import io.reddot.message.Draft;
import io.reddot.message.Submission;
import io.reddot.transport.mqtt.store.SessionStore;
import io.reddot.transport.mqtt.store.SessionStore.StoredSession;
import io.reddot.transport.mqtt.store.SessionStore.Update;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What holds for several nodes on one database, whether their NOTIFYs arrive or not. */
interface NodesContract extends LogFixture {
  @Test
  default void everyNodeHearsOfEveryCommitInOneOrder() throws Exception {
    List<FullLog> nodes = List.of(open(), open(), open());
    List<Tail> tails = nodes.stream().map(FullLog::tail).toList();
    int each = 300;
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      for (FullLog node : nodes) {
        answers.add(node.append(List.of(draft("a", "" + i))).toCompletableFuture());
      }
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    List<List<String>> seen = new ArrayList<>();
    for (Tail tail : tails) {
      List<String> ids = new ArrayList<>();
      long position = 0;
      while (position < 3L * each) {
        Tail.Batch batch = tail.next();
        assertNotNull(batch);
        batch.messages().forEach(message -> ids.add(message.id()));
        position = batch.through();
      }
      seen.add(ids);
    }
    assertEquals(3 * each, seen.get(0).size());
    assertEquals(seen.get(0), seen.get(1));
    assertEquals(seen.get(0), seen.get(2));
  }

  @Test
  default void anotherNodeTakesASessionOver() throws Exception {
    SessionStore one = open().sessions();
    SessionStore other = open().sessions();
    Instant later = clock().instant().plusSeconds(60);
    StoredSession first = get(one.open("s", false, later));
    Update update = new Update(3L, null, "kept", null, List.of(), List.of());
    assertTrue(get(one.save("s", first.epoch(), update)));
    StoredSession second = get(other.open("s", false, later));
    assertEquals("kept", second.state());
    assertEquals(Set.of("s"), one.lost(Map.of("s", first.epoch())));
    assertFalse(get(one.save("s", first.epoch(), update)));
    assertTrue(get(other.save("s", second.epoch(), update)));
  }

  @Test
  default void severalNodesSendEachScheduledMessageOnceAndHearOfIt() throws Exception {
    List<FullLog> nodes = List.of(open(), open(), open());
    int all = 900;
    List<Submission> submissions = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      submissions.add(new Submission(draft("a", "" + i), clock().instant().plusSeconds(1)));
    }
    get(nodes.get(0).schedule().accept(submissions, null, all));
    assertEquals(clock().instant().plusSeconds(1), nodes.get(2).schedule().next());
    Tail tail = nodes.get(2).tail();
    clock().turn(Duration.ofSeconds(1));
    List<CompletableFuture<Integer>> sent = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      nodes.forEach(node -> sent.add(node.schedule().sendDue().toCompletableFuture()));
    }
    int sum = 0;
    for (CompletableFuture<Integer> some : sent) {
      sum += some.get(30, TimeUnit.SECONDS);
    }
    assertEquals(all, sum);
    List<String> heard = new ArrayList<>();
    while (heard.size() < all) {
      Tail.Batch batch = tail.next();
      assertNotNull(batch);
      heard.addAll(data(batch.messages()));
    }
    assertEquals(submissions.stream().map(each -> each.draft().data()).toList(), heard);
    assertEquals(all, nodes.get(1).readHead());
  }

  @Test
  default void anIdThatWaitsIsTakenOnEveryNode() throws Exception {
    FullLog one = open();
    FullLog other = open();
    Submission later = new Submission(draft("a", "1", "x"), clock().instant().plusSeconds(1));
    get(one.schedule().accept(List.of(later), null, 9));
    assertEquals(409, problem(other.append(List.of(draft("a", "1", "x")))).status());
    assertTrue(get(other.schedule().accept(List.of(later), null, 9)).get(0).duplicate());
    get(other.schedule().cancel("x", "alice"));
    assertEquals(404, problem(one.schedule().cancel("x", "alice")).status());
  }

  @Test
  default void aNodeThatLostItsConnectionCatchesUp() throws Exception {
    FullLog publisher = open();
    FullLog reader = open();
    try (Tail tail = reader.tail();
        Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND query LIKE 'LISTEN%'");
      LogFixture.get(publisher.append(List.of(draft("a", "1"))));
      Tail.Batch batch = tail.next();
      assertNotNull(batch);
      assertEquals(List.of("1"), data(batch.messages()));
    }
  }

  @Test
  default void twoNodesTellOnceOfWhatExpired() throws Exception {
    FullLog one = open();
    FullLog other = open();
    Instant soon = clock().instant().plusSeconds(1);
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      drafts.add(InboxContract.draft("user/" + i, "" + i, null, soon));
    }
    get(one.append(drafts));
    clock().turn(Duration.ofSeconds(1));
    CompletableFuture<Void> first = CompletableFuture.runAsync(one::expire);
    other.expire();
    first.get(20, TimeUnit.SECONDS);
    List<String> told = new ArrayList<>();
    one.readAll(700, one.readHead(), 99)
        .messages()
        .forEach(m -> told.addAll(InboxContract.shrunk(m)));
    assertEquals(700, told.size());
    assertEquals(700, Set.copyOf(told).size());
  }

  @Test
  default void aCountOnOneNodeIsTrueOnTheOther() throws Exception {
    FullLog one = open();
    FullLog other = open();
    Inboxes.Reader alice = InboxContract.ALICE;
    for (int i = 1; i <= 50; i++) {
      get(one.append(List.of(draft("everyone", "" + i))));
      Inboxes.Unread read =
          get(other.inbox().mark(alice, InboxStore.Marking.readUpTo(2L * i))).unread();
      assertEquals(new Inboxes.Unread(0, 0, 2L * i), read);
      assertEquals(read, one.inbox().unread(alice));
    }
  }
}
