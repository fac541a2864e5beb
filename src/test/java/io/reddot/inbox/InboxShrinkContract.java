package io.reddot.inbox;

import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static io.reddot.inbox.InboxContract.ALICE;
import static io.reddot.inbox.InboxContract.ANYBODY;
import static io.reddot.inbox.InboxContract.BOB;
import static io.reddot.inbox.InboxContract.count;
import static io.reddot.inbox.InboxContract.draft;
import static io.reddot.inbox.InboxContract.ids;
import static io.reddot.inbox.InboxContract.last;
import static io.reddot.inbox.InboxContract.mark;
import static io.reddot.inbox.InboxContract.mark404;
import static io.reddot.inbox.InboxContract.publish;
import static io.reddot.inbox.InboxContract.shrunk;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.inbox.InboxStore.InboxFilter;
import io.reddot.inbox.InboxStore.Marked;
import io.reddot.inbox.InboxStore.Marking;
import io.reddot.log.StoredMessage;
import io.reddot.log.SystemEvents;
import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Mark;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent.InboxesShrunk;
import io.reddot.message.SystemEvent.MessageRecalled;
import io.reddot.message.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The behaviour of inboxes that lose messages to recalls, expiry and retention, on every database.
 */
interface InboxShrinkContract extends LogFixture {
  @Test
  default void aRecalledMessageIsGoneForEverybody() throws Exception {
    FullLog log = open();
    publish(log, "everyone", "everyone", "user/bob");
    mark(log, ALICE, Mark.READ, "2");
    Cursor recalled = get(log.recall("1", ANYBODY, "carol"));
    assertEquals(log.cursor(5), recalled);
    Message told = log.at(5);
    assertEquals("everyone", told.topic().name());
    assertEquals(
        new MessageRecalled(new Topic("everyone"), "1", log.cursor(1)), SystemEvents.decode(told));
    assertEquals("carol", told.sender());
    assertNull(log.at(1));
    assertEquals(List.of("2"), ids(log, ALICE, InboxFilter.ALL));
    assertEquals(0, count(log, ALICE));
    assertEquals(404, problem(mark404(log, "1")).status());
    assertEquals(5L, log.find("1", null).get(0).recalledBy());
    assertEquals(recalled, get(log.recall("1", ANYBODY, "carol")), "answered alike");
    assertEquals(5, log.head());
    clock().turn(Duration.ofMinutes(59));
    log.trim();
    Problem again = problem(log.append(List.of(draft("everyone", "1", null, null))));
    assertEquals(409, again.status(), "it is not answered as if anybody heard it");
    assertTrue(again.detail().contains("recalled"));
    clock().turn(Duration.ofMinutes(1));
    log.trim();
    assertEquals(List.of(), log.find("1", null));
    assertEquals(404, problem(log.recall("1", ANYBODY, "carol")).status());
  }

  @Test
  default void recallsOnlyWhatIsThereAndAllowed() throws Exception {
    FullLog log = open();
    publish(log, "everyone", "a");
    get(log.append(List.of(draft("a", "expires", null, clock().instant().plusSeconds(5)))));
    mark(log, ALICE, Mark.READ, "1");
    String ofTheHouse = log.at(4).id();
    clock().turn(Duration.ofSeconds(5));
    InboxStore inbox = log.inbox();
    for (String id : List.of("none", "expires", ofTheHouse)) {
      assertEquals(404, problem(log.recall(id, ANYBODY, "carol")).status(), id);
    }
    assertEquals(404, problem(log.recall("2", found -> false, "x")).status());
    Predicate<StoredMessage> forbidding =
        found -> {
          assertEquals("2", found.message().id());
          throw Problem.forbidden("No.");
        };
    assertEquals(403, problem(log.recall("2", forbidding, "x")).status());
    assertEquals(4, log.head());
    assertEquals(log.cursor(5), get(log.recall("2", ANYBODY, "x")), "any topic's message");
  }

  @Test
  default void aRecalledMessageIsRetainedNoMore() throws Exception {
    FullLog log = open();
    Draft retained =
        new Draft("r", true, new Topic("a"), null, "1", Encoding.JSON, null, true, "a", null);
    get(log.append(List.of(retained)));
    get(log.recall("r", ANYBODY, "a"));
    assertEquals(List.of(), log.retained(LogFixture.filters("a"), "", 9));
    assertEquals(0, rows("retained"));
  }

  @Test
  default void aMessageCountsUntilTheLogSaysThatItHasExpired() throws Exception {
    FullLog log = open();
    Instant soon = clock().instant().plusSeconds(10);
    get(
        log.append(
            List.of(
                draft("everyone", "1", null, soon),
                draft("user/alice", "2", null, soon),
                draft("everyone", "3", null, soon.plusSeconds(10)),
                draft("a", "4", null, soon))));
    mark(log, ALICE, Mark.READ, "1");
    clock().turn(Duration.ofSeconds(9));
    log.expire();
    assertEquals(5, log.head());
    clock().turn(Duration.ofSeconds(1));
    assertEquals(2, count(log, ALICE), "no clock is in a count");
    assertEquals(List.of("3", "2", "1"), ids(log, ALICE, InboxFilter.ALL));
    log.expire();
    assertEquals("$inbox expired {\"topics\":[\"everyone\",\"user/alice\"]}", last(log));
    assertEquals(
        new InboxesShrunk(
            InboxesShrunk.Cause.EXPIRED, List.of(new Topic("everyone"), new Topic("user/alice"))),
        SystemEvents.decode(log.at(6)));
    assertEquals(1, count(log, ALICE));
    assertEquals(List.of("3"), ids(log, ALICE, InboxFilter.ALL));
    log.expire();
    assertEquals(6, log.head());
  }

  @Test
  default void manyMessagesExpireInStepsThatTellOfAll() throws Exception {
    FullLog log = open();
    Instant soon = clock().instant().plusSeconds(10);
    int many = 1_201;
    get(
        log.append(
            IntStream.range(0, many)
                .mapToObj(i -> draft("user/" + i, "" + i, null, soon))
                .toList()));
    clock().turn(Duration.ofSeconds(10));
    log.expire();
    assertEquals(0, rows("inbox_item"));
    List<String> told = new ArrayList<>();
    log.readAll(many, log.head(), 100).messages().forEach(m -> told.addAll(shrunk(m)));
    assertEquals(many, told.stream().distinct().count());
    assertEquals(many, told.size());
  }

  @Test
  default void whatRetentionTrimsIsGoneFromInboxesAndTold() throws Exception {
    FullLog log = open(Duration.ofDays(9), 3);
    publish(log, "everyone", "user/alice", "a", "everyone", "everyone", "a");
    get(log.inbox().mark(ALICE, Marking.readUpTo(2)));
    mark(log, ALICE, Mark.ARCHIVE, "1");
    mark(log, BOB, Mark.READ, "5");
    assertEquals(9, log.head());
    log.trim();
    assertEquals("$inbox trimmed {\"topics\":[\"everyone\",\"user/alice\"]}", last(log));
    assertEquals(3, log.floor());
    assertEquals(List.of("5", "4"), ids(log, ALICE, InboxFilter.ALL));
    assertEquals(List.of(), ids(log, ALICE, InboxFilter.ARCHIVED));
    assertEquals(2, count(log, ALICE));
    assertEquals(1, count(log, BOB));
    assertEquals(0, rows("inbox_mark"), "they were about nothing any more");
    assertEquals(1, rows("inbox_state"));
  }

  @Test
  default void marksOnManyTopicsGoWithTheMessagesThatTheyCover() throws Exception {
    FullLog log = open(Duration.ofDays(9), 1);
    int many = 250;
    get(
        log.append(
            IntStream.range(0, many)
                .mapToObj(i -> draft("user/" + i, "" + i, null, null))
                .toList()));
    List<CompletionStage<Marked>> marks =
        IntStream.range(0, many)
            .mapToObj(i -> log.inbox().mark(new Reader("" + i, Set.of()), Marking.readAll()))
            .toList();
    for (CompletionStage<Marked> mark : marks) {
      get(mark);
    }
    assertEquals(many, rows("inbox_mark"));
    get(log.append(List.of(draft("a", "last", null, null))));
    log.trim();
    assertEquals(0, rows("inbox_mark"));
  }

  @Test
  default void whatTrimsAreToldWithDoesNotPushTheRestOut() throws Exception {
    FullLog log = open(Duration.ofDays(9), 3);
    publish(log, "everyone", "everyone", "everyone", "everyone");
    log.trim();
    assertEquals(5, log.head());
    for (int i = 0; i < 9; i++) {
      log.trim();
    }
    assertEquals(5, log.head());
    assertEquals(3, count(log, ALICE));
    get(log.append(List.of(draft("a", "9", null, null))));
    log.trim();
    assertEquals(2, log.floor());
    assertEquals(2, count(log, ALICE));
  }
}
