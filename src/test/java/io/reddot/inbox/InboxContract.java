package io.reddot.inbox;

import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.OneGroup;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.hub.Inboxes.Unread;
import io.reddot.inbox.InboxStore.InboxFilter;
import io.reddot.inbox.InboxStore.InboxPage;
import io.reddot.inbox.InboxStore.InboxQuery;
import io.reddot.inbox.InboxStore.Marked;
import io.reddot.inbox.InboxStore.Marking;
import io.reddot.log.MessageLog;
import io.reddot.log.StoredMessage;
import io.reddot.log.SystemEvents;
import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Mark;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent.InboxesShrunk;
import io.reddot.message.SystemEvent.MembershipChanged;
import io.reddot.message.SystemEvent.MessageRecalled;
import io.reddot.message.Topic;
import io.reddot.publish.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The behaviour of inboxes, on every database. */
public interface InboxContract
    extends InboxMarkContract, InboxShrinkContract, GroupContract, RecipientsContract {
  Reader ALICE = new Reader("alice", Set.of("staff"));
  Reader BOB = new Reader("bob", Set.of());
  Predicate<StoredMessage> ANYBODY = found -> true;

  static Draft draft(String topic, String id, String event, Instant expiresAt) {
    return draft(topic, id, event, expiresAt, null);
  }

  static Draft draft(
      String topic, String id, String event, Instant expiresAt, @Nullable String collapse) {
    String data = collapse == null ? "1" : "{\"collapse\":\"" + collapse + "\"}";
    return new Draft(
        id, true, new Topic(topic), event, data, Encoding.JSON, expiresAt, false, "carol", null);
  }

  /** Publishes one message for each of the topics, with ids 1, 2, 3 ... */
  static void publish(MessageLog log, String... topics) throws Exception {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < topics.length; i++) {
      drafts.add(draft(topics[i], "" + (i + 1), null, null));
    }
    get(log.append(drafts));
  }

  static Marked mark(FullLog log, Reader reader, Mark kind, String... ids) throws Exception {
    return get(log.inbox().mark(reader, Marking.of(kind, List.of(ids))));
  }

  /** The result of marking all that was to be marked. */
  static Marked marked(long count, long position) {
    return new Marked(new Unread(count, count, position), List.of(), List.of());
  }

  static long count(FullLog log, Reader reader) {
    Unread unread = log.inbox().unread(reader);
    assertEquals(log.head(), unread.position());
    return unread.count();
  }

  static List<String> ids(FullLog log, Reader reader, InboxFilter filter) {
    InboxPage page =
        log.inbox().list(reader, new InboxQuery(filter, null, null, Long.MAX_VALUE, 100));
    assertFalse(page.more());
    return page.entries().stream().map(entry -> entry.message().id()).toList();
  }

  /** What the log says last. */
  static String last(MessageLog log) {
    Message message = log.at(log.head());
    return message == null
        ? "nothing"
        : message.topic() + " " + message.event() + " " + message.data();
  }

  @Test
  default void holdsWhatCameOnTheInboxTopicsOfItsReader() throws Exception {
    FullLog log = open();
    publish(
        log,
        "user/alice",
        "everyone",
        "group/staff",
        "user/bob",
        "group/other",
        "user/alice/below",
        "everyone/below",
        "Everyone",
        "user",
        "user/",
        "users/alice");
    assertEquals(List.of("3", "2", "1"), ids(log, ALICE, InboxFilter.ALL));
    assertEquals(3, count(log, ALICE));
    assertEquals(List.of("4", "2"), ids(log, BOB, InboxFilter.ALL));
    assertEquals(new Unread(2, 2, 11), log.inbox().unread(BOB));
  }

  @Test
  default void whatOnlyTakesARetainedMessageAwayIsNone() throws Exception {
    FullLog log = open();
    Draft clears =
        new Draft(
            "x", true, new Topic("everyone"), null, "\"\"", Encoding.TEXT, null, true, "a", null);
    get(log.append(List.of(clears)));
    assertEquals(0, count(log, ALICE));
  }

  @Test
  default void pagesGoBackFromTheNewestByKind() throws Exception {
    FullLog log = open();
    List<Draft> drafts =
        IntStream.rangeClosed(1, 25)
            .mapToObj(
                i ->
                    draft(
                        i % 2 == 0 ? "everyone" : "user/alice",
                        "" + i,
                        i % 5 == 0 ? "fifth" : null,
                        null))
            .toList();
    get(log.append(drafts));
    List<Long> seen = new ArrayList<>();
    long before = Long.MAX_VALUE;
    boolean more = true;
    while (more) {
      InboxPage page =
          log.inbox().list(ALICE, new InboxQuery(InboxFilter.ALL, null, null, before, 10));
      assertEquals(new Unread(25, 25, 25), page.unread());
      page.entries().forEach(entry -> seen.add(entry.message().position()));
      before = seen.get(seen.size() - 1);
      more = page.more();
    }
    assertEquals(IntStream.rangeClosed(1, 25).mapToObj(i -> 26L - i).toList(), seen);
    mark(log, ALICE, Mark.READ, "20");
    InboxPage fifth =
        log.inbox().list(ALICE, new InboxQuery(InboxFilter.UNREAD, "fifth", null, 25, 2));
    assertEquals(List.of("15", "10"), fifth.entries().stream().map(e -> e.message().id()).toList());
    assertTrue(fifth.more());
  }

  @Test
  default void aChangeSeesWhatItsGroupHasAppendedBeforeIt() throws Exception {
    FullLog log = open();
    try (OneGroup commits = oneGroup()) {
      InboxStore inbox = new InboxStore(log.name(), commits.transactions());
      commits.append(List.of(draft("everyone", "1", null, null)));
      CompletionStage<Marked> read = inbox.mark(ALICE, Marking.of(Mark.READ, List.of("1")));
      commits.append(List.of(draft("everyone", "2", null, null)));
      CompletionStage<Marked> early = inbox.mark(BOB, Marking.of(Mark.READ, List.of("3")));
      commits.append(List.of(draft("everyone", "3", null, null)));
      CompletionStage<Optional<Cursor>> recalled =
          new Withdrawal("2", null, false, ANYBODY, "carol").in(commits.transactions());
      CompletionStage<Marked> all = inbox.mark(BOB, Marking.readAll());
      commits.commit();
      assertEquals(marked(0, 2), get(read));
      assertEquals(404, problem(early).status());
      assertEquals(Optional.of(log.cursor(5)), get(recalled));
      assertEquals(marked(0, 6), get(all));
    }
    log.readHead();
    assertEquals(List.of("3", "1"), ids(log, BOB, InboxFilter.ALL));
    assertEquals(1, count(log, ALICE));
  }

  static CompletionStage<?> mark404(FullLog log, String id) {
    return log.inbox().mark(ALICE, Marking.of(Mark.READ, List.of(id)));
  }

  @Test
  default void strangeNamesAndIdsAreThemselves() throws Exception {
    FullLog log = open();
    Reader strange = new Reader("it's \"%_\" 用户", Set.of());
    String id = "x\"],\"\\' \u0001é";
    get(log.append(List.of(draft("user/" + strange.user(), id, null, null))));
    get(log.append(List.of(draft("user/other", "other", null, null))));
    assertEquals(marked(0, 3), mark(log, strange, Mark.READ, id));
    Message message = log.at(1);
    assertEquals(Optional.of(clock().instant()), log.inbox().readAt(message, strange.user()));
    get(log.inbox().join("g\"'\\", strange.user(), "root"));
    assertEquals(
        new MembershipChanged(strange.user(), "g\"'\\", true), SystemEvents.decode(log.at(4)));
    get(log.recall(id, ANYBODY, "root"));
    assertEquals(id, ((MessageRecalled) SystemEvents.decode(log.at(5))).id());
    assertEquals(Arrays.asList(), ids(log, strange, InboxFilter.ALL));
  }

  /** The topics of the inboxes that the event says have shrunk. */
  static List<String> shrunk(Message event) {
    InboxesShrunk shrunk = (InboxesShrunk) SystemEvents.decode(event);
    return shrunk.inboxes().stream().map(Topic::name).toList();
  }

  /** The query that counts unread messages, for tests of its plan. */
  static String countQuery(int topics) {
    return InboxCount.sql(topics);
  }

  @Test
  default void theNewestOfAKeyReplacesTheOthersAndIsCountedOnce() throws Exception {
    FullLog log = open();
    get(log.append(List.of(draft("user/alice", "1", null, null, "order"))));
    get(log.append(List.of(draft("user/alice", "2", null, null, "other"))));
    get(
        log.append(
            List.of(
                draft("user/alice", "3", null, null, "order"),
                draft("everyone", "4", null, null, "order"), // another topic
                draft("user/alice", "5", null, null, "order"))));
    assertEquals(List.of("5+2", "4+0", "2+0"), ids(log));
    assertEquals(3, count(log, ALICE));
    assertEquals(
        404, problem(log.inbox().mark(ALICE, Marking.of(Mark.READ, List.of("1")))).status());
    mark(log, ALICE, Mark.READ, "5");
    get(log.recall("5", ANYBODY, "x"));
    assertEquals(List.of("4+0", "3+1", "2+0"), ids(log));
    get(log.recall("1", ANYBODY, "x"));
    assertEquals(List.of("4+0", "3+0", "2+0"), ids(log));
    assertEquals(3, count(log, ALICE));
  }

  @Test
  default void aReplacedMessageThatHasExpiredDoesNotReturn() throws Exception {
    FullLog log = open();
    Instant soon = clock().instant().plusSeconds(5);
    get(log.append(List.of(draft("user/alice", "1", null, null, "order"))));
    get(log.append(List.of(draft("user/alice", "2", null, soon, "order"))));
    get(log.append(List.of(draft("user/alice", "3", null, soon.plusSeconds(5), "order"))));
    clock().turn(Duration.ofSeconds(6));
    log.expire();
    assertEquals(List.of("3+1"), ids(log));
    clock().turn(Duration.ofSeconds(6));
    log.expire();
    assertEquals(List.of("1+0"), ids(log));
    assertEquals(0, rows("inbox_collapsed"));
  }

  @Test
  default void whatIsSeenIsNoLongerCountedAsUnseenButStaysUnread() throws Exception {
    FullLog log = open();
    publish(log, "everyone", "user/alice", "user/bob");
    assertEquals(new Unread(2, 2, 3), log.inbox().unread(ALICE));
    Marked first = get(log.inbox().mark(ALICE, Marking.seenUpTo(1)));
    assertEquals(new Unread(2, 1, 4), first.unread());
    Marked again = get(log.inbox().mark(ALICE, Marking.seenUpTo(1)));
    assertEquals(new Unread(2, 1, 4), again.unread()); // nothing changed, so nothing is appended
    get(log.inbox().mark(ALICE, Marking.seenUpTo(Long.MAX_VALUE)));
    assertEquals(new Unread(2, 0, 5), log.inbox().unread(ALICE));
    get(log.append(List.of(draft("everyone", "later", null, null))));
    assertEquals(new Unread(3, 1, 6), log.inbox().unread(ALICE));
    assertEquals(new Unread(3, 3, 6), log.inbox().unread(BOB));
  }

  @Test
  default void seenMarksEndWithTheMessagesThatTheyCover() throws Exception {
    FullLog log = open(Duration.ofDays(1), 1_000_000);
    publish(log, "everyone");
    get(log.inbox().mark(ALICE, Marking.seenUpTo(Long.MAX_VALUE)));
    assertEquals(1, rows("inbox_seen"));
    clock().turn(Duration.ofDays(2));
    get(log.append(List.of(draft("everyone", "later", null, null))));
    log.trim();
    assertEquals(0, rows("inbox_seen"));
  }

  @Test
  default void aListCanBeNarrowedToACategory() throws Exception {
    FullLog log = open();
    String order = "{\"category\":\"order\",\"collapse\":\"o\"}";
    List<String> data = List.of(order, "{\"category\":7}", "\"category\"", order);
    for (int i = 0; i < data.size(); i++) {
      Draft draft =
          new Draft(
              "" + (i + 1),
              true,
              new Topic("user/alice"),
              null,
              data.get(i),
              Encoding.JSON,
              null,
              false,
              "carol",
              null);
      get(log.append(List.of(draft)));
    }
    assertEquals(List.of(4L), positions(log, "order"));
    assertEquals(List.of(), positions(log, "7"));
    assertEquals(List.of(4L, 3L, 2L), positions(log, null));
    get(log.recall("4", ANYBODY, "x"));
    assertEquals(List.of(1L), positions(log, "order"), "the one below has the category, too");
  }

  private static List<Long> positions(FullLog log, @Nullable String category) {
    return log
        .inbox()
        .list(ALICE, new InboxQuery(InboxFilter.ALL, null, category, Long.MAX_VALUE, 99))
        .entries()
        .stream()
        .map(entry -> entry.message().position())
        .toList();
  }

  private static List<String> ids(FullLog log) {
    return log
        .inbox()
        .list(ALICE, new InboxQuery(InboxFilter.ALL, null, null, Long.MAX_VALUE, 99))
        .entries()
        .stream()
        .map(entry -> entry.message().id() + "+" + entry.collapsed())
        .toList();
  }
}
