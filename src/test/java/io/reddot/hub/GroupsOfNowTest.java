package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.access.Caller;
import io.reddot.access.Validity;
import io.reddot.message.Message;
import io.reddot.message.StartAfter;
import io.reddot.session.Session;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Messages of a group that reach a session past its own lane, for example in a shared subscription
 * that another lane serves. The session's lane has taken nothing here.
 */
class GroupsOfNowTest extends HubFixture {
  private static final int OWN_LANE = 0;
  private static final int OTHER_LANE = 1;

  private Session session;

  @BeforeEach
  void join() {
    session = registry.join(ReadRequest.of(user(), List.of(), StartAfter.LATEST), "test", outlet);
    replayAll();
    outlet.saw("hello");
    Registration registration = registry.fanOut().find(session.id());
    assertNotNull(registration);
    assertSame(registry.fanOut().lanes().get(OWN_LANE), registration.lane());
  }

  private Caller user() {
    return Caller.of(
        "alice",
        Set.of(),
        List.of(),
        List.of(),
        Validity.until(clock.instant().plusSeconds(1_000)));
  }

  private boolean mayHave(Message message) {
    Caller caller = registry.caller(session);
    assertNotNull(caller);
    return registry.mayHave(caller, message);
  }

  /** Publishes to the group, and lets the other lane take everything. */
  private Message publishPastItsLane(String data) throws Exception {
    long position = publish("group/team", data).position();
    tail.offer(OTHER_LANE, tail.read(OTHER_LANE));
    Message message = log.at(position);
    assertNotNull(message);
    return message;
  }

  @Test
  void whoHasLeftMayHaveNothingMore() throws Exception {
    get(log.inbox().join("team", "alice", "operator"));
    pump();
    get(log.inbox().leave("team", "alice", "operator"));
    assertFalse(mayHave(publishPastItsLane("secret")));
  }

  @Test
  void whoHasJoinedMayHaveWhatFollows() throws Exception {
    get(log.inbox().join("team", "alice", "operator"));
    assertTrue(mayHave(publishPastItsLane("1")));
  }

  @Test
  void whoHasJoinedAgainMayNotHaveWhatWasSentMeanwhile() throws Exception {
    get(log.inbox().join("team", "alice", "operator"));
    pump();
    get(log.inbox().leave("team", "alice", "operator"));
    Message meanwhile = publishPastItsLane("secret");
    get(log.inbox().join("team", "alice", "operator"));
    assertFalse(mayHave(meanwhile));
    assertTrue(mayHave(publishPastItsLane("1")));
  }
}
