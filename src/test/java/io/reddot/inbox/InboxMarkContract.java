package io.reddot.inbox;

import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static io.reddot.inbox.InboxContract.ALICE;
import static io.reddot.inbox.InboxContract.BOB;
import static io.reddot.inbox.InboxContract.count;
import static io.reddot.inbox.InboxContract.draft;
import static io.reddot.inbox.InboxContract.ids;
import static io.reddot.inbox.InboxContract.last;
import static io.reddot.inbox.InboxContract.mark;
import static io.reddot.inbox.InboxContract.mark404;
import static io.reddot.inbox.InboxContract.marked;
import static io.reddot.inbox.InboxContract.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.inbox.InboxStore.InboxEntry;
import io.reddot.inbox.InboxStore.InboxFilter;
import io.reddot.inbox.InboxStore.InboxQuery;
import io.reddot.inbox.InboxStore.Marked;
import io.reddot.inbox.InboxStore.Marking;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Mark;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The behaviour of marks on messages, and of receipts, on every database. */
interface InboxMarkContract extends LogFixture {
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
        log.inbox().list(ALICE, new InboxQuery(InboxFilter.ARCHIVED, null, null, 99, 9)).entries();
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
    for (Mark kind : EnumSet.complementOf(EnumSet.of(Mark.SEEN))) { // which names no messages
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
}
