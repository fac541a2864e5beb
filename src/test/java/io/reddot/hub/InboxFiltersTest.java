package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reddot.access.Caller;
import io.reddot.access.Validity;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import io.reddot.session.Session;
import io.reddot.session.SessionLimits;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An inbox of many groups: its own filters are not the caller's wish, and are not counted. */
class InboxFiltersTest extends HubFixture {
  private static final int MOST = SessionLimits.DEFAULT.subscriptions();

  private Caller member(int groups) {
    Set<String> names =
        IntStream.range(0, groups).mapToObj(i -> "g" + i).collect(Collectors.toSet());
    return Caller.of(
        "alice",
        names,
        filters("x/#"),
        List.of(),
        Validity.until(clock.instant().plus(Duration.ofDays(1))));
  }

  private Session joinInbox(int groups, StartAfter after) {
    Session session =
        registry.join(ReadRequest.of(member(groups), List.of(), after), "test", outlet);
    replayAll();
    return session;
  }

  @Test
  void aThousandGroupsAreHeardLive() throws Exception {
    joinInbox(1_000, StartAfter.LATEST);
    publish("group/g0", "1");
    publish("group/g1000", "no");
    publish("group/g999", "2");
    pump();
    outlet.saw("hello", "1 2");
  }

  @Test
  void aThousandGroupsAreReplayedInOrderAndPageByPage() throws Exception {
    StringBuilder expected = new StringBuilder("hello");
    for (int i = 0; i < 1_000; i += 7) {
      publish("group/g" + (i * 31 % 1_000), "" + i);
      publish("group/g" + (1_000 + i), "no");
      expected.append(' ').append(i);
    }
    begin();
    joinInbox(1_000, StartAfter.EARLIEST);
    assertEquals(expected.toString(), String.join(" ", outlet.seen()));
  }

  @Test
  void aPollOfAThousandGroupsReadsPagesInOrder() throws Exception {
    for (int i = 0; i < 30; i++) {
      publish("group/g" + (999 - 33 * i), "" + i);
    }
    begin();
    ReadRequest readRequest = ReadRequest.of(member(1_000), List.of(), StartAfter.EARLIEST);
    int seen = 0;
    for (int page = 0; page < 6; page++) {
      Reading reading = registry.readings().poll(readRequest, "test", 5);
      for (var envelope : reading.messages()) {
        assertEquals("" + seen++, envelope.message().data());
      }
      readRequest = readRequest.from(StartAfter.cursor(reading.cursor()));
    }
    assertEquals(30, seen);
  }

  @Test
  void topicsThatACallerNamesBesideItsInboxAreCountedAlone() throws Exception {
    Session session = joinInbox(250, StartAfter.LATEST);
    for (int i = 0; i < MOST; i++) {
      registry.subscribe(session, new TopicFilter("x/" + i));
    }
    registry.subscribe(session, new TopicFilter("group/g7")); // which it follows already
    assertThrows(Problem.class, () -> registry.subscribe(session, new TopicFilter("x/another")));
    publish("x/99", "1");
    publish("group/g249", "2");
    pump();
    outlet.saw("hello", "1 2");
  }

  @Test
  void aGroupThatIsJoinedLaterIsHeardHoweverManyThereAre() throws Exception {
    joinInbox(250, StartAfter.LATEST);
    get(log.inbox().join("late", "alice", "operator"));
    pump();
    publish("group/late", "1");
    pump();
    outlet.saw("hello", "1");
  }

  @Test
  void aTokenWithMoreGroupsIsFollowed() throws Exception {
    Session session = joinInbox(2, StartAfter.LATEST);
    registry.renew(session, member(1_000));
    publish("group/g999", "1");
    pump();
    outlet.saw("hello", "1");
  }
}
