package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.reddot.access.Caller;
import io.reddot.access.Validity;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.inbox.InboxStore.Marking;
import io.reddot.message.StartAfter;
import io.reddot.session.RecordingOutlet;
import io.reddot.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who hears which counts, and when. */
class UnreadCountsTest extends HubFixture {
  private final RecordingOutlet second = new RecordingOutlet();

  @AfterEach
  void nothingElseHappened() {
    second.saw();
  }

  private Caller user(String name, String... groups) {
    return Caller.of(
        name,
        Set.of(groups),
        List.of(),
        List.of(),
        Validity.until(clock.instant().plus(Duration.ofDays(1))));
  }

  private Session join(Caller caller, StartAfter after, RecordingOutlet to) {
    return registry.join(ReadRequest.of(caller, List.of(), after), "test", to);
  }

  private Session join(Caller caller, RecordingOutlet to) {
    return join(caller, StartAfter.LATEST, to);
  }

  /** Fans out and counts, as after a moment. */
  private void settle() throws Exception {
    pump();
    clock.turn(Duration.ofMillis(100));
    registry.counts().countDue();
  }

  private void readAll(String user) throws Exception {
    get(log.inbox().mark(new Reader(user, Set.of()), Marking.readAll()));
  }

  @Test
  void tellsTheCountBehindHelloAndOnceItChanges() throws Exception {
    publish("user/alice", "1");
    pump();
    join(user("alice"), outlet);
    outlet.saw("hello");
    settle();
    outlet.saw("unread:1");
    publish("user/alice", "2");
    publish("user/bob", "3");
    settle();
    outlet.saw("2", "unread:2");
    settle();
    readAll("bob");
    settle();
    outlet.saw();
  }

  @Test
  void readingOnOneDeviceClearsAll() throws Exception {
    publish("user/alice", "1");
    pump();
    join(user("alice"), outlet);
    join(user("alice", "other"), second);
    settle();
    outlet.saw("hello", "unread:1");
    second.saw("hello", "unread:1");
    readAll("alice");
    settle();
    outlet.saw("unread:0");
    second.saw("unread:0");
  }

  @Test
  void countsAUserAtMostTenTimesASecondHoweverMuchHappens() throws Exception {
    join(user("alice"), outlet);
    registry.counts().countDue();
    outlet.saw("hello", "unread:0");
    for (int i = 0; i < 50; i++) {
      publish("user/alice", "x");
      pump();
      registry.counts().countDue();
    }
    assertEquals(50, outlet.seen().size(), "messages, no counts");
    clock.turn(Duration.ofMillis(99));
    registry.counts().countDue();
    outlet.saw();
    clock.turn(Duration.ofMillis(1));
    registry.counts().countDue();
    outlet.saw("unread:50");
  }

  @Test
  void whatIsSentToAGroupOrToEverybodyCountsForThem() throws Exception {
    join(user("alice", "team"), outlet);
    join(user("bob"), second);
    settle();
    publish("group/team", "1");
    settle();
    outlet.saw("hello", "unread:0", "1", "unread:1");
    second.saw("hello", "unread:0");
    publish("everyone", "2");
    settle();
    outlet.saw("2", "unread:2");
    second.saw("2", "unread:1");
  }

  @Test
  void aSessionHearsTheCountWhileItFollowsItsUsersInbox() throws Exception {
    Session session = join(StartAfter.LATEST, "a");
    settle();
    outlet.saw("hello");
    registry.subscribe(session, filters("user/alice").get(0));
    settle();
    outlet.saw("unread:0");
    registry.unsubscribe(session, filters("user/alice").get(0));
    publish("user/alice", "1");
    settle();
    outlet.saw();
  }

  @Test
  void aSessionThatLeavesIsCountedForNoMore() throws Exception {
    Session session = join(user("alice"), outlet);
    outlet.saw("hello");
    session.gone();
    publish("user/alice", "1");
    settle();
    outlet.saw();
  }

  @Test
  void aRecallReachesOpenPagesInOrderAndIsNotReadFromMemory() throws Exception {
    join(user("alice"), outlet);
    settle();
    var cursor = publish("user/alice", "1");
    publish("user/alice", "2");
    settle();
    outlet.saw("hello", "unread:0", "1 2", "unread:2");
    get(log.recall("id1", found -> true, "operator"));
    settle();
    outlet.saw("recall", "unread:1");
    publish("user/alice", "3");
    settle();
    outlet.saw("3", "unread:2");
    join(user("alice"), StartAfter.cursor(cursor.at(cursor.position() - 1)), second);
    replayAll();
    settle();
    second.saw("hello 2 recall 3", "unread:2");
  }

  @Test
  void joinedMemberHearsItsGroupFromThereOnAndLeftMemberNoMore() throws Exception {
    join(user("alice"), outlet);
    settle();
    outlet.saw("hello", "unread:0");
    publish("group/team", "before");
    get(log.inbox().join("team", "alice", "operator"));
    publish("group/team", "1");
    get(log.inbox().leave("team", "alice", "operator"));
    publish("group/team", "behind");
    settle();
    outlet.saw("1");
    get(log.inbox().join("team", "alice", "operator"));
    publish("group/team", "2");
    settle();
    outlet.saw("2", "unread:1");
    publish("group/team", "3");
    settle();
    outlet.saw("3", "unread:2");
  }

  @Test
  void aMemberWhoseJoiningIsNotFannedOutYetSeesNothingOfBefore() throws Exception {
    publish("group/team", "before");
    var joined = get(log.inbox().join("team", "alice", "operator"));
    Caller member = user("alice").in(log.inbox().memberships("alice"));
    join(member, outlet);
    publish("group/team", "1");
    settle();
    outlet.saw("hello", "1", "unread:1");
    join(member, StartAfter.EARLIEST, second);
    replayAll();
    settle();
    second.saw("hello 1", "unread:1");
    assertEquals(2, joined.position());
  }

  @Test
  void aSessionThatKnowsTheChangeIsNotToldToReconnectWhenFanOutReachesIt() throws Exception {
    publish("everyone", "far behind");
    begin();
    get(log.inbox().join("team", "alice", "operator"));
    Caller member = user("alice").in(log.inbox().memberships("alice"));
    for (int i = 0; i < 600; i++) {
      publish("elsewhere", "x");
    }
    Session session = join(member, StartAfter.EARLIEST, outlet);
    pump();
    assertFalse(session.ended());
    publish("group/team", "1");
    replayAll();
    settle();
    outlet.saw("hello far behind", "1", "unread:2");
  }

  @Test
  void whoMayReadTheGroupAnywayGoesOnWhenItLeaves() throws Exception {
    join(user("alice", "team"), outlet);
    get(log.inbox().join("team", "alice", "operator"));
    publish("group/team", "1");
    get(log.inbox().leave("team", "alice", "operator"));
    publish("group/team", "2");
    settle();
    outlet.saw("hello", "1 2", "unread:2");
  }

  @Test
  void whoIsFarBehindWhenItsGroupsChangeBeginsAnew() throws Exception {
    for (int i = 0; i < 600; i++) {
      publish("everyone", "x");
    }
    begin();
    join(user("alice"), StartAfter.EARLIEST, outlet);
    get(log.inbox().join("team", "alice", "operator"));
    pump();
    outlet.saw("goodbye", "(closed: groups changed)");
    replayAll();
  }
}
