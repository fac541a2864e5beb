package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.presence.LedgerStore;
import io.reddot.session.Envelope;
import io.reddot.session.RecordingOutlet;
import io.reddot.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionRegistryTest extends HubFixture {
  @Test
  void greetsThenDeliversWhatComes() throws Exception {
    join(StartAfter.LATEST, "a");
    outlet.saw("hello");
    publish("a", "1");
    publish("b", "2");
    publish("a", "3");
    pump();
    outlet.saw("1 3");
  }

  @Test
  void knowsWhoseASessionIsAlsoOnAnotherNode() throws Exception {
    Session session = join(StartAfter.LATEST, "a");
    outlet.saw("hello");
    SessionRegistry here = registry;
    assertTrue(here.has(session.id(), "alice"));
    assertFalse(here.has(session.id(), "bob"));
    assertFalse(here.has("none", "alice"));
    begin(); // as another node on the same log
    assertTrue(registry.has(session.id(), "alice"));
    assertFalse(registry.has(session.id(), "bob"));
    session.gone();
    Instant now = clock.instant();
    get(
        log.ledger()
            .write(
                List.of(
                    new LedgerStore.Row(
                        session.id(), "alice", "", "test", now, now, 0, 0, "", null))));
    assertFalse(here.has(session.id(), "alice"));
    assertFalse(registry.has(session.id(), "alice"), "the ledger says that it is over");
  }

  @Test
  void replaysAfterTheCursorThenGoesOnLive() throws Exception {
    publish("a", "1");
    Cursor cursor = publish("a", "2");
    publish("b", "3");
    publish("a", "4");
    begin();
    join(StartAfter.cursor(cursor), "a");
    outlet.saw();
    replayAll();
    outlet.saw("hello 4");
    publish("a", "5");
    pump();
    outlet.saw("5");
  }

  @Test
  void takesNoThreadForOneThatIsOnlyALittleBehind() throws Exception {
    Cursor cursor = publish("a", "1");
    begin();
    publish("b", "2");
    publish("a", "3");
    pump();
    join(StartAfter.cursor(cursor), "a");
    outlet.saw("hello 3");
    assertTrue(replays.isEmpty());
    publish("a", "4");
    pump();
    outlet.saw("4");
  }

  @Test
  void encodesOnceWhatIsReadAgain() throws Exception {
    publish("a", "1");
    pump();
    Envelope first = read(StartAfter.EARLIEST, 9, "#").messages().get(0);
    Envelope second = read(StartAfter.EARLIEST, 9, "a").messages().get(0);
    assertSame(first, second);
  }

  @Test
  void readsWhatIsCommittedButNotYetFannedOutOnlyForWhoDoesNotWait() throws Exception {
    Cursor first = publish("a", "1");
    pump();
    publish("a", "2");
    StartAfter after = StartAfter.cursor(first);
    assertEquals(1, read(after, 9, "a").messages().size());
    Reading waiting = registry.readings().pollFannedOut(readRequest(after, "a"), "test", 9);
    assertEquals(List.of(), waiting.messages());
    assertFalse(waiting.more());
    join(StartAfter.cursor(waiting.cursor()), "a");
    pump();
    outlet.saw("hello", "2");
  }

  @Test
  void losesAndRepeatsNothingWhateverHappensBetweenTheSteps() throws Exception {
    publish("a", "1");
    publish("a", "2"); // committed, not fanned out when the reader joins
    join(StartAfter.EARLIEST, "a");
    publish("a", "3");
    outlet.stall();
    replayOne(); // registers; nothing has been fanned out, so everything will come live
    pump();
    publish("a", "4");
    pump();
    outlet.takeAgain();
    replayAll();
    List<String> seen = outlet.seen();
    assertEquals("hello 1 2 3 4", String.join(" ", seen));
  }

  @Test
  void pagesALongReplayByWhatTheClientTakes() throws Exception {
    for (int i = 1; i <= 1_700; i++) {
      publish("a", "" + i);
    }
    pump();
    outlet.stall();
    join(StartAfter.EARLIEST, "a");
    replayOne();
    assertTrue(replays.isEmpty(), "the next page waits for the client");
    publish("a", "1701");
    pump();
    List<String> words = new ArrayList<>();
    outlet.takeAgain();
    replayAll();
    publish("a", "1702");
    pump();
    outlet.seen().forEach(write -> words.addAll(List.of(write.split(" "))));
    assertEquals("hello", words.get(0));
    for (int i = 1; i <= 1_702; i++) {
      assertEquals("" + i, words.get(i));
    }
    assertEquals(1_703, words.size());
  }

  @Test
  void deliversOnceToOverlappingSubscriptions() throws Exception {
    join(StartAfter.LATEST, "#", "a/+", "a/b", "+/b");
    publish("a/b", "1");
    pump();
    outlet.saw("hello", "1");
  }

  @Test
  void saysThatACursorOfAnotherDatabaseIsNotRecoveredAndStartsAtTheEarliest() throws Exception {
    publish("a", "1");
    pump();
    Recovery recovery = new Recovery();
    registry.join(readRequest(StartAfter.cursor(new Cursor("other", 7)), "a"), "test", recovery);
    replayAll();
    assertFalse(recovery.recovered());
    assertEquals(1, recovery.messages());
  }

  @Test
  void saysThatATrimmedCursorIsNotRecoveredAndDeliversWhatIsLeft() throws Exception {
    Cursor first = publish("a", "1");
    for (int i = 2; i <= 1_010; i++) {
      publish("a", "" + i);
    }
    pump();
    log.trim();
    Recovery lost = new Recovery();
    registry.join(readRequest(StartAfter.cursor(first), "a"), "test", lost);
    replayAll();
    assertFalse(lost.recovered());
    assertEquals(1_000, lost.messages());
    Recovery kept = new Recovery();
    registry.join(readRequest(StartAfter.cursor(first.at(10)), "a"), "test", kept);
    Recovery asked = new Recovery();
    registry.join(readRequest(StartAfter.EARLIEST, "a"), "test", asked);
    replayAll();
    assertTrue(kept.recovered());
    assertEquals(1_000, kept.messages());
    assertTrue(asked.recovered(), "who asks for the earliest gets what there is");
  }

  @Test
  void startsACursorFromTheFutureAtTheEndAndSaysSo() throws Exception {
    Cursor last = publish("a", "1");
    pump();
    Recovery recovery = new Recovery();
    registry.join(readRequest(StartAfter.cursor(last.at(99)), "a"), "test", recovery);
    replayAll();
    assertFalse(recovery.recovered());
    publish("a", "2");
    pump();
    assertEquals(1, recovery.messages());
  }

  @Test
  void honoursACursorThatIsCommittedButNotYetFannedOut() throws Exception {
    Cursor cursor = publish("a", "1");
    join(StartAfter.cursor(cursor), "a");
    replayAll();
    pump();
    publish("a", "2");
    pump();
    outlet.saw("hello", "2");
  }

  @Test
  void refusesAFilterThatIsNotGrantedAndNamesIt() {
    Problem problem =
        assertThrows(
            Problem.class,
            () ->
                registry.join(
                    new ReadRequest(
                        caller("demo/#"), filters("demo/x", "#"), false, StartAfter.LATEST),
                    "test",
                    outlet));
    assertEquals(403, problem.status());
    assertEquals("You may not read #.", problem.detail());
    assertEquals(List.of(), registry.sessions());
  }

  @Test
  void subscribesAndUnsubscribesASessionThatIsThere() throws Exception {
    Session session = join(StartAfter.LATEST, "a");
    Cursor cursor = registry.subscribe(session, new TopicFilter("b"));
    assertEquals(log.cursor(0), cursor);
    publish("b", "1");
    pump();
    registry.unsubscribe(session, new TopicFilter("b"));
    registry.unsubscribe(session, new TopicFilter("never"));
    publish("b", "2");
    pump();
    outlet.saw("hello", "1");
    Session other =
        registry.join(
            new ReadRequest(caller("a"), filters("a"), false, StartAfter.LATEST),
            "test",
            new Recovery());
    assertEquals(
        403,
        assertThrows(Problem.class, () -> registry.subscribe(other, new TopicFilter("b")))
            .status());
  }

  @Test
  void deliversNothingThatExpiredOnTheWay() throws Exception {
    join(StartAfter.LATEST, "a");
    Draft mortal =
        new Draft(
            "m",
            true,
            new Topic("a"),
            null,
            "1",
            Encoding.JSON,
            clock.instant().plusSeconds(5),
            false,
            null,
            null);
    log.append(List.of(mortal)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    Step step = tail.read(0);
    clock.turn(Duration.ofSeconds(5));
    tail.offer(0, step);
    outlet.saw("hello");
  }

  @Test
  void aSessionThatLeavesLeavesNothingBehind() throws Exception {
    Session session = join(StartAfter.LATEST, "a", "b/#");
    assertEquals(List.of(session), registry.sessions());
    session.gone();
    assertEquals(List.of(), registry.sessions());
    publish("a", "1");
    pump();
    outlet.saw("hello");
  }

  @Test
  void aStalledSessionHoldsUpNobody() throws Exception {
    RecordingOutlet stalled = new RecordingOutlet();
    registry.join(readRequest(StartAfter.LATEST, "a"), "test", stalled);
    stalled.saw("hello");
    stalled.stall();
    join(StartAfter.LATEST, "a");
    outlet.saw("hello");
    String large = '"' + "x".repeat(300_000) + '"';
    for (int i = 0; i < 10; i++) {
      publish("a", large);
      pump();
      outlet.saw(large);
    }
    stalled.takeAgain();
    stalled.saw(large, "goodbye", "(closed: slow)");
    assertEquals(1, registry.sessions().size());
  }

  @Test
  void readsAPageForAPoll() throws Exception {
    publish("a", "1");
    Cursor second = publish("b", "2");
    publish("a", "3");
    Reading reading = read(StartAfter.EARLIEST, 1, "a");
    assertEquals(1, reading.messages().size());
    assertTrue(reading.more());
    reading = read(StartAfter.cursor(second), 9, "a");
    assertEquals(log.cursor(3), reading.cursor());
    assertTrue(reading.recovered());
    assertFalse(reading.more());
    reading = read(StartAfter.LATEST, 9, "a");
    assertEquals(List.of(), reading.messages());
    assertEquals(log.cursor(3), reading.cursor());
  }

  @Test
  void goesDownWithAGoodbyeToEverybodyAndLetsNobodyIn() {
    join(StartAfter.LATEST, "a");
    registry.close(Duration.ofSeconds(10));
    outlet.saw("hello", "goodbye", "(closed: going down)");
    assertEquals(List.of(), registry.sessions());
    Problem problem = assertThrows(Problem.class, () -> join(StartAfter.LATEST, "a"));
    assertEquals(503, problem.status());
  }
}
