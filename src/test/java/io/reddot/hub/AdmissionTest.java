package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.access.Caller;
import io.reddot.access.CallerJson;
import io.reddot.access.Validity;
import io.reddot.admission.AdmissionStore.Kind;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.SystemEvent.SessionDisconnected;
import io.reddot.message.SystemEvent.SessionRenewed;
import io.reddot.session.RecordingOutlet;
import io.reddot.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of sessions whose tokens are revoked, or exchanged for others. */
class AdmissionTest extends HubFixture {
  private static final String REVOKED = "(closed: revoked)";

  private Caller holder(String user, String id, Duration life, String... filters) {
    Instant now = clock.instant();
    return Caller.of(
        user, Set.of(), filters(filters), List.of(), new Validity(id, now, now.plus(life)));
  }

  private Caller holder(String id) {
    return holder("alice", id, Duration.ofHours(1), "#");
  }

  private Session join(Caller caller, RecordingOutlet to, String... filters) {
    return registry.join(
        new ReadRequest(caller, filters(filters), filters.length == 0, StartAfter.LATEST),
        "test",
        to);
  }

  private void revoke(String id) throws Exception {
    get(log.admission().revoke(Kind.TOKEN, id, clock.instant().plusSeconds(99), "root"));
    pump();
  }

  private void disconnect(String user) throws Exception {
    get(log.admission().revoke(Kind.USER, user, clock.instant().plusSeconds(99), "root"));
    pump();
  }

  private void says(@Nullable String message, RecordingOutlet... outlets) {
    for (RecordingOutlet one : outlets) {
      one.saw(message == null ? new String[0] : new String[] {message});
    }
  }

  @Test
  void aRevokedTokenEndsItsSessionsAndNoOthers() throws Exception {
    RecordingOutlet second = new RecordingOutlet();
    RecordingOutlet other = new RecordingOutlet();
    join(holder("t1"), outlet, "a");
    join(holder("t1"), second, "a");
    join(holder("t2"), other, "a");
    says("hello", outlet, second, other);
    revoke("t1");
    outlet.saw("goodbye", REVOKED);
    second.saw("goodbye", REVOKED);
    publish("a", "1");
    pump();
    other.saw("1");
    outlet.saw();
    assertEquals(1, registry.sessions().size());
  }

  @Test
  void aDisconnectedSessionEndsAndNoOtherOfItsUser() throws Exception {
    RecordingOutlet second = new RecordingOutlet();
    Session first = join(holder("t1"), outlet, "a");
    join(holder("t1"), second, "a");
    says("hello", outlet, second);
    get(log.append(new SessionDisconnected(first.id()), "root"));
    publish("a", "1");
    pump();
    outlet.saw("goodbye", "(closed: disconnected)");
    second.saw("1");
  }

  /** Whatever comes between the door and the session, in whichever order. */
  @Test
  void whoJoinsWhileItsTokenIsRevokedIsNotLetIn() throws Exception {
    revocations.ids.add("before");
    Session session = join(holder("before"), outlet, "a");
    outlet.saw("goodbye", REVOKED);
    assertTrue(session.ended());

    get(log.admission().revoke(Kind.TOKEN, "meanwhile", clock.instant().plusSeconds(9), "root"));
    revocations.afterNextLook = this::pumpNow;
    session = join(holder("meanwhile"), outlet, "a");
    assertTrue(session.ended());
    List<String> seen = outlet.seen();
    assertEquals(REVOKED, seen.get(seen.size() - 1));
  }

  private void pumpNow() {
    try {
      pump();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDisconnectedUserLosesAllThatBeganBeforeItWhateverItsTokensSay() throws Exception {
    RecordingOutlet bob = new RecordingOutlet();
    RecordingOutlet ahead = new RecordingOutlet();
    join(holder("t1"), outlet, "a");
    Instant later = clock.instant().plusSeconds(500);
    join(
        Caller.of("alice", Set.of(), filters("#"), List.of(), new Validity("t2", later, later)),
        ahead,
        "a");
    join(holder("bob", "t3", Duration.ofHours(1), "#"), bob, "a");
    says("hello", outlet, ahead, bob);
    clock.turn(Duration.ofSeconds(1));
    disconnect("alice");
    outlet.saw("goodbye", REVOKED);
    ahead.saw("goodbye", REVOKED);
    bob.saw();

    clock.turn(Duration.ofSeconds(1));
    RecordingOutlet again = new RecordingOutlet();
    join(holder("t4"), again, "a");
    again.saw("hello");
    disconnect("carol");
    again.saw();
  }

  @Test
  void aSessionGoesOnWithTheEndOfItsNewToken() throws Exception {
    Session session = join(holder("alice", "t1", Duration.ofSeconds(10), "#"), outlet, "a");
    outlet.saw("hello");
    Caller fresh = holder("alice", "t2", Duration.ofSeconds(18), "#");
    assertEquals(List.of(), registry.renew(session, fresh));
    clock.turn(Duration.ofSeconds(12));
    registry.tick();
    outlet.saw();
    revoke("t1");
    outlet.saw();
    assertEquals("t2", registry.caller(session).validity().tokenId());
    clock.turn(Duration.ofSeconds(6));
    registry.tick();
    outlet.saw("goodbye", "(closed: token expired)");
    assertNull(registry.caller(session));
  }

  /** Limits are counted by it: whoever lost it with another token would have none. */
  @Test
  void aSessionIsOfTheSameAddressWithAnotherToken() throws Exception {
    Session session = join(holder("t1").at("192.0.2.1").on("phone"), outlet, "a");
    outlet.saw("hello");
    registry.renew(session, holder("t2").at("").on(""));
    assertEquals("192.0.2.1", registry.caller(session).address());
    assertEquals("phone", registry.caller(session).device());
  }

  @Test
  void aSessionEndsWithItsNewTokenWhenThatIsRevoked() throws Exception {
    Session session = join(holder("t1"), outlet, "a");
    registry.renew(session, holder("t2"));
    outlet.saw("hello");
    revoke("t2");
    outlet.saw("goodbye", REVOKED);
  }

  @Test
  void whatTheNewTokenDoesNotGrantIsFollowedNoMore() throws Exception {
    Session session = join(holder("t1"), outlet, "a", "b/#", "user/alice");
    outlet.saw("hello");
    Caller fresh = holder("alice", "t2", Duration.ofHours(1), "a");
    assertEquals(filters("b/#"), registry.renew(session, fresh));
    assertEquals(Set.copyOf(filters("a", "user/alice")), Set.copyOf(session.subscriptions()));
    publish("a", "1");
    publish("b/x", "2");
    publish("user/alice", "3");
    pump();
    outlet.saw("1 3");
    assertEquals(
        403,
        assertThrows(Problem.class, () -> registry.subscribe(session, filters("b/#").get(0)))
            .status());
  }

  @Test
  void anInboxGainsAndLosesTheGroupsOfTheToken() throws Exception {
    Instant end = clock.instant().plusSeconds(600);
    Caller first =
        Caller.of("alice", Set.of("old", "kept"), List.of(), List.of(), Validity.until(end));
    Caller fresh =
        Caller.of("alice", Set.of("new", "kept"), List.of(), List.of(), Validity.until(end));
    Session session =
        registry.join(ReadRequest.of(first, List.of(), StartAfter.LATEST), "test", outlet);
    outlet.saw("hello");
    assertEquals(filters("group/old"), registry.renew(session, fresh));
    publish("group/old", "1");
    publish("group/new", "2");
    publish("group/kept", "3");
    pump();
    outlet.saw("2 3");
  }

  @Test
  void isRenewedByATokenOfItsOwnUserThatIsNotVoid() throws Exception {
    Session session = join(holder("t1"), outlet, "a");
    outlet.saw("hello");
    Caller bob = holder("bob", "t2", Duration.ofHours(1), "#");
    assertEquals(403, assertThrows(Problem.class, () -> registry.renew(session, bob)).status());
    revocations.ids.add("t3");
    assertEquals(
        401, assertThrows(Problem.class, () -> registry.renew(session, holder("t3"))).status());
    assertEquals("t1", registry.caller(session).validity().tokenId());
    assertFalse(session.ended());
  }

  @Test
  void isRenewedByWhatTheLogTellsWhicheverNodeWasAsked() throws Exception {
    Session session = join(holder("t1"), outlet, "a", "b");
    outlet.saw("hello");
    Caller less = holder("alice", "t2", Duration.ofHours(2), "a");
    get(log.append(new SessionRenewed(session.id(), CallerJson.of(less)), "alice"));
    get(log.append(new SessionRenewed("elsewhere", CallerJson.of(less)), "alice"));
    Caller bob = holder("bob", "t3", Duration.ofHours(2), "#");
    get(log.append(new SessionRenewed(session.id(), CallerJson.of(bob)), "bob"));
    pump();
    outlet.saw("token");
    assertEquals("t2", registry.caller(session).validity().tokenId());
    assertEquals(filters("a"), session.subscriptions());
  }

  /** It reads of the past what it may read no more: it begins anew. */
  @Test
  void whoIsStillFarBehindBeginsAnewWithWhatItMayRead() throws Exception {
    publish("a", "1");
    pump();
    begin();
    Session session =
        registry.join(
            new ReadRequest(holder("t1"), filters("a", "b"), false, StartAfter.EARLIEST),
            "test",
            outlet);
    registry.renew(session, holder("alice", "t2", Duration.ofHours(1), "a"));
    outlet.saw("goodbye", "(closed: groups changed)");
    replayAll();
    outlet.saw();
  }
}
