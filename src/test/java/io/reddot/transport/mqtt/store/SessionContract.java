package io.reddot.transport.mqtt.store;

import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import io.reddot.transport.mqtt.store.SessionStore.StoredSession;
import io.reddot.transport.mqtt.store.SessionStore.Update;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What holds for sessions that outlive their connection. */
public interface SessionContract extends LogFixture {
  private Instant later() {
    return clock().instant().plusSeconds(60);
  }

  private static InFlight out(int packetId, long position) {
    return new InFlight(true, packetId, position, null, false, null);
  }

  private static Update state(String state) {
    return new Update(null, null, state, null, List.of(), List.of());
  }

  private static Update put(InFlight... inFlight) {
    return Update.of(List.of(inFlight), List.of());
  }

  @Test
  default void aFreshSessionStandsAtTheEndOfTheLog() throws Exception {
    FullLog log = open();
    get(log.append(List.of(draft("a", "1"), draft("a", "2"))));
    StoredSession session = get(log.sessions().open("s", false, later()));
    assertEquals(new StoredSession("s", 1, false, 2, 2, "", List.of()), session);
  }

  @Test
  default void aSessionIsResumedAsItWasSaved() throws Exception {
    FullLog log = open();
    long epoch = get(log.sessions().open("s", false, later())).epoch();
    InFlight sent = new InFlight(true, 65_535, 1L << 40, null, true, "{\"qos\":2}");
    InFlight received = new InFlight(false, 65_535, 0, "id-ü", false, null);
    Update update = new Update(7L, 1L << 41, "state", later(), List.of(sent, received), List.of());
    assertTrue(get(log.sessions().save("s", epoch, update)));
    log.close();
    StoredSession again = get(open().sessions().open("s", false, later()));
    assertTrue(again.epoch() > epoch);
    assertEquals(
        new StoredSession("s", again.epoch(), true, 7, 1L << 41, "state", List.of(sent, received)),
        again);
  }

  @Test
  default void whatASaveDoesNotNameStaysAsItIs() throws Exception {
    SessionStore sessions = open().sessions();
    long epoch = get(sessions.open("s", false, later())).epoch();
    get(sessions.save("s", epoch, new Update(5L, 6L, "x", null, List.of(), List.of())));
    get(sessions.save("s", epoch, put(out(1, 1))));
    get(sessions.save("s", epoch, new Update(null, 8L, null, null, List.of(), List.of())));
    StoredSession session = get(sessions.open("s", false, later()));
    assertEquals(
        new StoredSession("s", session.epoch(), true, 5, 8, "x", List.of(out(1, 1))), session);
  }

  @Test
  default void aFreshOneForgetsWhatThereWas() throws Exception {
    FullLog log = open();
    SessionStore sessions = log.sessions();
    long epoch = get(sessions.open("s", false, later())).epoch();
    get(sessions.save("s", epoch, state("old")));
    get(sessions.save("s", epoch, put(out(1, 1))));
    get(log.append(List.of(draft("a", "1"))));
    StoredSession fresh = get(sessions.open("s", true, later()));
    assertEquals(new StoredSession("s", fresh.epoch(), false, 1, 1, "", List.of()), fresh);
    assertEquals(List.of(), get(sessions.open("s", false, later())).inFlight());
  }

  @Test
  default void onlyWhoOpenedItLastChangesASession() throws Exception {
    SessionStore sessions = open().sessions();
    long old = get(sessions.open("s", false, later())).epoch();
    long present = get(sessions.open("s", false, later())).epoch();
    assertFalse(get(sessions.save("s", old, state("old"))));
    assertFalse(get(sessions.save("s", old, put(out(1, 1)))));
    assertFalse(get(sessions.delete("s", old)));
    assertFalse(get(sessions.save("other", present, put(out(1, 1)))));
    assertTrue(get(sessions.save("s", present, state("new"))));
    StoredSession session = get(sessions.open("s", false, later()));
    assertEquals("new", session.state());
    assertEquals(List.of(), session.inFlight());
  }

  @Test
  default void anEpochNeverComesAgain() throws Exception {
    SessionStore sessions = open().sessions();
    long epoch = 0;
    for (boolean fresh : new boolean[] {false, true, false}) {
      StoredSession session = get(sessions.open("s", fresh, later()));
      assertTrue(session.epoch() > epoch);
      epoch = session.epoch();
      assertTrue(get(sessions.save("s", epoch, put(out(1, 1), out(2, 2)))));
      assertTrue(get(sessions.delete("s", epoch)));
      assertFalse(get(sessions.delete("s", epoch)));
      assertFalse(get(sessions.save("s", epoch, state("late"))));
    }
    StoredSession session = get(sessions.open("s", false, later()));
    assertTrue(session.epoch() > epoch);
    assertEquals(List.of(), session.inFlight());
  }

  @Test
  default void whatIsInFlightKeepsTheOrderInWhichItWasPut() throws Exception {
    SessionStore sessions = open().sessions();
    long epoch = get(sessions.open("s", false, later())).epoch();
    InFlight in = new InFlight(false, 3, 0, "id", false, null);
    get(sessions.save("s", epoch, put(out(9, 50), out(3, 70), in)));
    get(sessions.save("s", epoch, put(out(1, 10))));
    InFlight released = new InFlight(true, 3, 70, null, true, null);
    get(sessions.save("s", epoch, put(released)));
    get(sessions.save("s", epoch, Update.of(List.of(out(9, 80)), List.of(out(9, 0)))));
    get(sessions.save("s", epoch, put(out(4, 1), out(4, 2))));
    assertEquals(
        List.of(released, in, out(1, 10), out(9, 80), out(4, 2)),
        get(sessions.open("s", false, later())).inFlight());
  }

  @Test
  default void anExpiredSessionIsNone() throws Exception {
    FullLog log = open();
    SessionStore sessions = log.sessions();
    long epoch = get(sessions.open("s", false, later())).epoch();
    long forever = get(sessions.open("forever", false, Instant.MAX)).epoch();
    clock().turn(Duration.ofSeconds(59));
    get(sessions.save("s", epoch, new Update(null, null, "x", later(), List.of(), List.of())));
    clock().turn(Duration.ofSeconds(59));
    assertEquals(Set.of(), sessions.lost(Map.of("s", epoch)));
    assertTrue(get(sessions.save("s", epoch, put(out(1, 1)))), "it was put off");
    clock().turn(Duration.ofSeconds(1));
    assertFalse(get(sessions.save("s", epoch, put(out(2, 2)))));
    assertFalse(get(sessions.save("s", epoch, state("y"))));
    assertFalse(get(sessions.delete("s", epoch)));
    assertEquals(Set.of("s"), sessions.lost(Map.of("s", epoch, "forever", forever)));
    assertFalse(sessions.exists("s"));
    assertTrue(sessions.exists("forever"));
    StoredSession again = get(sessions.open("s", false, later()));
    assertEquals(new StoredSession("s", again.epoch(), false, 0, 0, "", List.of()), again);
  }

  @Test
  default void expiredSessionsAreSweptAway() throws Exception {
    FullLog log = open();
    SessionStore sessions = log.sessions();
    List<CompletionStage<StoredSession>> opened = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      opened.add(sessions.open("s" + i, false, later()));
    }
    List<CompletionStage<Boolean>> saved = new ArrayList<>();
    for (CompletionStage<StoredSession> one : opened) {
      saved.add(sessions.save(get(one).key(), get(one).epoch(), put(out(1, 1), out(2, 2))));
    }
    for (CompletionStage<Boolean> one : saved) {
      assertTrue(get(one));
    }
    clock().turn(Duration.ofSeconds(30));
    long epoch = get(sessions.open("s7", false, later())).epoch();
    clock().turn(Duration.ofSeconds(30));
    log.trim();
    assertEquals(Set.of(), sessions.lost(Map.of("s7", epoch)));
    assertEquals(1, rows("session"));
    assertEquals(2, rows("in_flight"));
  }

  @Test
  default void whoLostASessionIsTold() throws Exception {
    SessionStore sessions = open().sessions();
    Map<String, Long> epochs = new HashMap<>();
    for (int i = 0; i < 1_100; i++) {
      epochs.put("none" + i, 1L);
    }
    for (String key : List.of("kept", "taken", "renewed", "deleted")) {
      epochs.put(key, get(sessions.open(key, false, later())).epoch());
    }
    get(sessions.open("taken", false, later()));
    get(sessions.open("renewed", true, later()));
    get(sessions.delete("deleted", epochs.get("deleted")));
    Set<String> lost = sessions.lost(epochs);
    assertEquals(1_103, lost.size());
    assertFalse(lost.contains("kept"));
    assertEquals(Set.of(), sessions.lost(Map.of()));
  }
}
