package io.reddot.inbox;

import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.fixture.OneGroup;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.hub.Inboxes.Unread;
import io.reddot.inbox.InboxStore.InboxEntry;
import io.reddot.inbox.InboxStore.InboxFilter;
import io.reddot.inbox.InboxStore.InboxPage;
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
import io.reddot.message.Problem;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The behaviour of inboxes, on every database. */
public interface InboxContract extends LogFixture {
  Reader ALICE = new Reader("alice", Set.of("staff"));
  Reader BOB = new Reader("bob", Set.of());
  Predicate<StoredMessage> ANYBODY = found -> true;

  static Draft draft(String topic, String id, String event, Instant expiresAt) {
    return new Draft(
        id, true, new Topic(topic), event, "1", Encoding.JSON, expiresAt, false, "carol", null);
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
    return new Marked(new Unread(count, position), List.of(), List.of());
  }

  static long count(FullLog log, Reader reader) {
    Unread unread = log.inbox().unread(reader);
    assertEquals(log.head(), unread.position());
    return unread.count();
  }

  static List<String> ids(FullLog log, Reader reader, InboxFilter filter) {
    InboxPage page = log.inbox().list(reader, filter, null, Long.MAX_VALUE, 100);
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
    assertEquals(new Unread(2, 11), log.inbox().unread(BOB));
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
  default void readingSomeIsToldOnceInTheLog() throws Exception {
    FullLog log = open();
    publish(log, "user/alice", "everyone", "everyone");
    assertEquals(marked(2, 4), mark(log, ALICE, Mark.READ, "2"));
    assertEquals("$inbox/alice read {\"ids\":[\"2\"]}", last(log));
    assertEquals(List.of("3", "1"), ids(log, ALICE, InboxFilter.UNREAD));
    assertEquals(marked(2, 4), mark(log, ALICE, Mark.READ, "2"), "it was read already");
    assertEquals(marked(0, 5), mark(log, ALICE, Mark.READ, "1", "2", "3"));
    assertEquals(2, count(log, BOB), "another's reading is another's");
    assertEquals(5, log.head());
  }

  @Test
  default void readingUpToAPositionLeavesWhatIsAfterIt() throws Exception {
    FullLog log = open();
    publish(log, "user/alice", "everyone", "x", "user/alice", "everyone");
    assertEquals(marked(2, 6), get(log.inbox().mark(ALICE, Marking.readUpTo(3))));
    assertEquals("$inbox/alice read {\"upTo\":\"" + log.cursor(3) + "\"}", last(log));
    assertEquals(List.of("5", "4"), ids(log, ALICE, InboxFilter.UNREAD));
    assertEquals(marked(2, 6), get(log.inbox().mark(ALICE, Marking.readUpTo(1))));
    assertEquals(marked(0, 7), get(log.inbox().mark(ALICE, Marking.readAll())));
    assertEquals(marked(0, 7), get(log.inbox().mark(ALICE, Marking.readAll())));
  }

  @Test
  default void whatIsUnreadAgainCountsUntilItIsRead() throws Exception {
    FullLog log = open();
    publish(log, "everyone", "everyone", "everyone");
    get(log.inbox().mark(ALICE, Marking.readAll()));
    assertEquals(marked(1, 5), mark(log, ALICE, Mark.UNREAD, "2"));
    assertEquals("$inbox/alice unread {\"ids\":[\"2\"]}", last(log));
    assertEquals(List.of("2"), ids(log, ALICE, InboxFilter.UNREAD));
    assertEquals(marked(1, 5), get(log.inbox().mark(ALICE, Marking.readUpTo(1))));
    assertEquals(marked(0, 6), get(log.inbox().mark(ALICE, Marking.readUpTo(2))));
    assertEquals(0, rows("inbox_state"));
  }

  @Test
  default void archivedMessagesAreSetAsideAndKeepTheirState() throws Exception {
    FullLog log = open();
    publish(log, "everyone", "everyone", "everyone");
    mark(log, ALICE, Mark.READ, "1");
    assertEquals(marked(1, 5), mark(log, ALICE, Mark.ARCHIVE, "1", "2"));
    assertEquals(List.of("3"), ids(log, ALICE, InboxFilter.ALL));
    List<InboxEntry> archived =
        log.inbox().list(ALICE, InboxFilter.ARCHIVED, null, 99, 9).entries();
    assertEquals(List.of(false, true), archived.stream().map(InboxEntry::read).toList());
    assertTrue(archived.stream().allMatch(InboxEntry::archived));
    assertEquals(marked(2, 6), mark(log, ALICE, Mark.UNARCHIVE, "1", "2"));
    assertEquals(List.of("3", "2"), ids(log, ALICE, InboxFilter.UNREAD));
    mark(log, ALICE, Mark.ARCHIVE, "2");
    get(log.inbox().mark(ALICE, Marking.readAll()));
    assertEquals(marked(0, 9), mark(log, ALICE, Mark.UNARCHIVE, "2"));
  }

  @Test
  default void namesTheFirstMessageThatIsNotInTheInboxAndDoesNothing() throws Exception {
    FullLog log = open();
    publish(log, "everyone", "user/bob", "x");
    for (String missing : List.of("2", "3", "none")) {
      Problem problem =
          problem(log.inbox().mark(ALICE, Marking.of(Mark.READ, List.of(missing, "no"))));
      assertEquals(404, problem.status());
      assertTrue(problem.detail().contains(" " + missing + " "), problem.detail());
    }
    assertEquals(1, count(log, ALICE));
    assertEquals(3, log.head());
  }

  @Test
  default void marksWhatIsInTheInboxAndNamesTheOthers() throws Exception {
    FullLog log = open();
    publish(log, "everyone", "user/bob", "user/alice");
    for (Mark kind : Mark.values()) {
      Marked answer = mark(log, ALICE, kind, "1", "2", "none", "3");
      assertEquals(List.of("2", "none"), answer.missing());
      assertEquals(List.of(), answer.ambiguous());
    }
    assertEquals("$inbox/alice unarchive {\"ids\":[\"1\",\"3\"]}", last(log));
  }

  @Test
  default void anIdOfSeveralMessagesIsNamedAndCursorsTellThemApart() throws Exception {
    FullLog log = open();
    publish(log, "everyone", "user/alice");
    Draft namesake =
        new Draft(
            "1", true, new Topic("everyone"), null, "1", Encoding.JSON, null, false, "eve", null);
    get(log.append(List.of(namesake)));
    Marked answer = mark(log, ALICE, Mark.READ, "1", "2");
    assertEquals(List.of("1"), answer.ambiguous());
    assertEquals(2, answer.unread().count());
    assertEquals(409, problem(mark404(log, "1")).status());
    answer = get(log.inbox().mark(ALICE, Marking.at(Mark.READ, List.of(1L, 77L))));
    assertEquals(1, answer.unread().count());
    assertEquals(List.of(log.cursor(77).toString()), answer.missing());
    assertEquals(
        Optional.of(clock().instant()),
        log.inbox().readAt(log.find("1", "carol").get(0).message(), "alice"));
    assertEquals(
        Optional.empty(), log.inbox().readAt(log.find("1", "eve").get(0).message(), "alice"));
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
      InboxPage page = log.inbox().list(ALICE, InboxFilter.ALL, null, before, 10);
      assertEquals(new Unread(25, 25), page.unread());
      page.entries().forEach(entry -> seen.add(entry.message().position()));
      before = seen.get(seen.size() - 1);
      more = page.more();
    }
    assertEquals(IntStream.rangeClosed(1, 25).mapToObj(i -> 26L - i).toList(), seen);
    mark(log, ALICE, Mark.READ, "20");
    InboxPage fifth = log.inbox().list(ALICE, InboxFilter.UNREAD, "fifth", 25, 2);
    assertEquals(List.of("15", "10"), fifth.entries().stream().map(e -> e.message().id()).toList());
    assertTrue(fifth.more());
  }

  @Test
  default void whoReadsOneByOneLeavesNoRowAMessage() throws Exception {
    FullLog log = open();
    publish(log, "everyone", "everyone", "everyone", "everyone");
    for (String id : List.of("4", "3", "2")) {
      mark(log, ALICE, Mark.READ, id);
    }
    assertEquals(3, rows("inbox_state"));
    mark(log, ALICE, Mark.READ, "1");
    assertEquals(0, rows("inbox_state"));
    assertEquals(0, count(log, ALICE));
    assertEquals(List.of(), ids(log, ALICE, InboxFilter.UNREAD));
  }

  @Test
  default void whatIsUnreadAgainStaysSoWhenLaterOnesAreRead() throws Exception {
    FullLog log = open();
    publish(log, "everyone", "everyone");
    get(log.inbox().mark(ALICE, Marking.readAll()));
    mark(log, ALICE, Mark.UNREAD, "1");
    get(log.append(List.of(draft("everyone", "3", null, null))));
    assertEquals(marked(1, 6), mark(log, ALICE, Mark.READ, "3"));
    assertEquals(List.of("1"), ids(log, ALICE, InboxFilter.UNREAD));
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

  private static CompletionStage<?> mark404(FullLog log, String id) {
    return log.inbox().mark(ALICE, Marking.of(Mark.READ, List.of(id)));
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

  @Test
  default void aMemberSeesWhatWasSentSinceItJoined() throws Exception {
    FullLog log = open();
    publish(log, "group/g", "group/staff");
    InboxStore inbox = log.inbox();
    assertEquals(log.cursor(3), get(inbox.join("g", "alice", "root")));
    Message joined = log.at(3);
    assertEquals("$inbox/alice joined {\"group\":\"g\"}", last(log));
    assertEquals(new MembershipChanged("alice", "g", true), SystemEvents.decode(joined));
    assertEquals("root", joined.sender());
    assertEquals(log.cursor(3), get(inbox.join("g", "alice", "root")), "it is in it already");
    get(log.append(List.of(draft("group/g", "new", null, null))));
    assertEquals(List.of("new", "2"), ids(log, ALICE, InboxFilter.ALL));
    assertEquals(Map.of("g", 3L), inbox.memberships("alice"));
    get(inbox.join("staff", "alice", "root"));
    assertEquals(List.of("new"), ids(log, ALICE, InboxFilter.ALL), "also where a token says more");
    assertEquals(1, count(log, ALICE));
    get(inbox.leave("staff", "alice", "root"));
    assertEquals(2, count(log, ALICE));
    assertEquals(log.cursor(7), get(inbox.leave("g", "alice", "root")));
    assertEquals("$inbox/alice left {\"group\":\"g\"}", last(log));
    assertEquals(log.cursor(7), get(inbox.leave("g", "alice", "root")), "it has left already");
    assertEquals(List.of("2"), ids(log, ALICE, InboxFilter.ALL));
    get(inbox.join("g", "alice", "root"));
    assertEquals(1, count(log, ALICE), "what it saw before is behind it");
    assertEquals(404, problem(mark404(log, "new")).status());
  }

  @Test
  default void listsGroupsAndMembersByNamePageByPage() throws Exception {
    InboxStore inbox = open().inbox();
    for (String user : List.of("b", "B", "a", "ü", "c")) {
      get(inbox.join("g", user, "root"));
    }
    get(inbox.join("G", "a", "root"));
    get(inbox.join("h", "a", "root"));
    assertEquals(List.of("B", "a"), List.copyOf(inbox.members("g", "", 2).keySet()));
    assertEquals(List.of("b", "c", "ü"), List.copyOf(inbox.members("g", "a", 9).keySet()));
    assertEquals(Map.of("G", 1L, "g", 5L), inbox.groups("", 2));
    assertEquals(Map.of("h", 1L), inbox.groups("g", 2));
    assertEquals(Map.of(), inbox.members("none", "", 2));
  }

  @Test
  default void aUserIsInSoManyGroupsOnly() throws Exception {
    InboxStore inbox = open().inbox();
    for (int i = 0; i < InboxStore.MAX_MEMBERSHIPS; i++) {
      get(inbox.join("g" + i, "alice", "root"));
    }
    assertEquals(409, problem(inbox.join("more", "alice", "root")).status());
    get(inbox.join("g0", "alice", "root"));
    get(inbox.leave("g0", "alice", "root"));
    get(inbox.join("more", "alice", "root"));
    assertEquals(0, inbox.unread(ALICE).count());
  }

  @Test
  default void saysHowManyHaveReadAMessageAndWhen() throws Exception {
    FullLog log = open();
    publish(log, "everyone", "everyone", "group/g");
    InboxStore inbox = log.inbox();
    Message first = log.at(1);
    Message second = log.at(2);
    assertEquals(0, inbox.readers(first));
    mark(log, ALICE, Mark.READ, "2");
    assertEquals(List.of(0L, 1L), List.of(inbox.readers(first), inbox.readers(second)));
    Instant early = clock().instant();
    clock().turn(Duration.ofSeconds(5));
    for (Reader reader : List.of(ALICE, BOB)) {
      get(inbox.mark(reader, Marking.readAll()));
    }
    assertEquals(List.of(2L, 2L), List.of(inbox.readers(first), inbox.readers(second)));
    assertEquals(Optional.of(early.plusSeconds(5)), inbox.readAt(first, "alice"));
    assertEquals(Optional.of(early), inbox.readAt(second, "alice"), "read ever since");
    assertEquals(Optional.empty(), inbox.readAt(second, "carol"));
    mark(log, ALICE, Mark.UNREAD, "2");
    assertEquals(List.of(2L, 1L), List.of(inbox.readers(first), inbox.readers(second)));
    assertEquals(Optional.empty(), inbox.readAt(second, "alice"));
    clock().turn(Duration.ofSeconds(5));
    mark(log, ALICE, Mark.READ, "2");
    assertEquals(Optional.of(early.plusSeconds(10)), inbox.readAt(second, "alice"));
    get(inbox.join("g", "alice", "root"));
    get(log.append(List.of(draft("group/g", "4", null, null))));
    get(inbox.mark(ALICE, Marking.readAll()));
    assertEquals(0, inbox.readers(log.at(3)), "it came before she did");
    assertEquals(Optional.empty(), inbox.readAt(log.at(3), "alice"));
    assertEquals(1, inbox.readers(log.find("4", null).get(0).message()));
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
}
