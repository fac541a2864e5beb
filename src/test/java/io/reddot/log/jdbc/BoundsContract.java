package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.assertFull;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.Bounds;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.presence.LedgerStore;
import io.reddot.transport.mqtt.store.SessionStore;
import io.reddot.transport.mqtt.store.SessionStore.Update;
import io.reddot.transport.mqtt.store.ShareStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one user, and all of them, can have kept beside the log, and no more. */
interface BoundsContract extends LogFixture {
  Bounds FEW = new Bounds(2, 100, 2, 3, 3, 2_000, 4, 3_000, 3);

  private FullLog few() {
    return open(FEW);
  }

  private Instant later() {
    return clock().instant().plusSeconds(60);
  }

  @Test
  default void aUserHasSoManySessions() throws Exception {
    SessionStore sessions = few().sessions();
    get(sessions.open("mallory/1", false, later()));
    long epoch = get(sessions.open("mallory/2", false, later())).epoch();
    assertFull("user.stored-sessions", sessions.open("mallory/3", false, later()));
    assertFalse(sessions.exists("mallory/3"));
    assertTrue(get(sessions.open("mallory/1", false, later())).resumed());
    assertFalse(get(sessions.open("mallory/1", true, later())).resumed(), "in its place");
    get(sessions.open("bob/3", false, later()));
    get(sessions.delete("mallory/2", epoch));
    get(sessions.open("mallory/3", false, later()));
    assertFull("user.stored-sessions", sessions.open("mallory/4", false, later()));
    clock().turn(Duration.ofMinutes(2));
    get(sessions.open("mallory/4", false, later()));
  }

  private static Update grown(String state) {
    return new Update(null, null, state, null, List.of(), List.of(), List.of(), true);
  }

  @Test
  default void aUsersSessionsHaveSoMuchState() throws Exception {
    SessionStore sessions = few().sessions();
    long one = get(sessions.open("mallory/1", false, later())).epoch();
    long two = get(sessions.open("mallory/2", false, later())).epoch();
    assertTrue(get(sessions.save("mallory/1", one, grown("ü".repeat(30)))));
    assertFull("user.stored-session-bytes", sessions.save("mallory/2", two, grown("x".repeat(41))));
    assertTrue(get(sessions.save("mallory/2", two, grown("x".repeat(40)))));
    assertTrue(get(sessions.save("mallory/1", one, grown("x".repeat(60)))));
    Update asItIs = new Update(null, null, "x".repeat(65), null, List.of(), List.of());
    assertTrue(get(sessions.save("mallory/1", one, asItIs)), "a client that leaves asks nothing");
    assertTrue(get(sessions.save("mallory/1", one, grown("x"))));
    long bob = get(sessions.open("bob/1", false, later())).epoch();
    assertTrue(get(sessions.save("bob/1", bob, grown("x".repeat(100)))));
  }

  @Test
  default void aUserHasSoManyGroupsAndSoHaveAll() throws Exception {
    ShareStore shares = few().shares();
    get(shares.seat("g1", "n", "mallory"));
    get(shares.seat("g2", "n", "mallory"));
    assertFull("user.share-groups", shares.seat("g3", "n", "mallory"));
    assertFalse(get(shares.keep("g3", "mallory/1")), "there is none");
    get(shares.seat("g1", "other", "mallory"));
    get(shares.seat("g3", "n", "bob"));
    assertFull("share-groups", shares.seat("g4", "n", "bob"));
    get(shares.leave("g1", "n", List.of(), List.of()));
    get(shares.leave("g1", "other", List.of(), List.of()));
    get(shares.seat("g4", "n", "mallory"));
  }

  @Test
  default void theLedgerRemembersSoManySessionsOfAUser() throws Exception {
    FullLog log = few();
    for (int i = 0; i < 5; i++) {
      clock().turn(Duration.ofSeconds(1));
      get(log.ledger().write(List.of(session("m" + i, "mallory"), session("b", "bob"))));
    }
    assertEquals(List.of("m2", "m3", "m4"), sessions(log, "mallory"));
    assertEquals(List.of("b"), sessions(log, "bob"));
    assertEquals(4, rows("session_ledger_stem"));
  }

  private LedgerStore.Row session(String id, String user) {
    Instant now = clock().instant();
    return new LedgerStore.Row(id, user, "a phone", "sse", now, now, 0, 9, "a/#", null);
  }

  private static List<String> sessions(FullLog log, String user) {
    return log.ledger().of(user, Instant.EPOCH, 9).stream().map(LedgerStore.Row::session).toList();
  }
}
