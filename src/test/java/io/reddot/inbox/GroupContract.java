package io.reddot.inbox;

import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static io.reddot.inbox.InboxContract.ALICE;
import static io.reddot.inbox.InboxContract.count;
import static io.reddot.inbox.InboxContract.draft;
import static io.reddot.inbox.InboxContract.ids;
import static io.reddot.inbox.InboxContract.last;
import static io.reddot.inbox.InboxContract.mark404;
import static io.reddot.inbox.InboxContract.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.inbox.InboxStore.InboxFilter;
import io.reddot.log.SystemEvents;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent.MembershipChanged;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The behaviour of groups, on every database. */
interface GroupContract extends LogFixture {
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
  default void aListOfUsersJoinsCompletelyOrNotAtAll() throws Exception {
    FullLog log = open();
    InboxStore inbox = log.inbox();
    for (int i = 0; i < InboxStore.MAX_MEMBERSHIPS; i++) {
      get(inbox.join("g" + i, "full", "root"));
    }
    long head = log.readHead();
    assertEquals(409, problem(inbox.joinAll("h", List.of("a", "full", "b"), "root")).status());
    assertEquals(Map.of(), inbox.members("h", "", 9), "the first one joined before the failure");
    assertEquals(head, log.readHead(), "no event tells of it");
    assertEquals(2, get(inbox.joinAll("h", List.of("a", "b"), "root")));
    assertEquals(1, get(inbox.joinAll("h", List.of("b", "c", "a"), "root")));
    assertEquals(0, get(inbox.joinAll("h", List.of("c", "a"), "root")));
    assertEquals(3, inbox.size("h"));
    assertEquals(head + 3, log.readHead());
  }
}
