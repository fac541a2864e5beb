package io.reddot.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.hub.HubFixture;
import io.reddot.hub.NoLedger;
import io.reddot.hub.Reading;
import io.reddot.hub.SessionLedger;
import io.reddot.message.Cursor;
import io.reddot.message.StartAfter;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.DeliveryRecord;
import io.reddot.session.Goodbye;
import io.reddot.session.Identity;
import io.reddot.session.RecordingOutlet;
import io.reddot.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who was handed what, before and after it is stored. */
class LedgerTest extends HubFixture {
  private Ledger ledger;

  @Override
  protected SessionLedger ledger() {
    ledger = new Ledger(log.ledger(), clock, () -> UUID.randomUUID().toString());
    return new NoLedger() {
      @Override
      public void ended(Session session) {
        ledger.ended(session);
      }

      @Override
      public void polled(Identity by, Map<TopicFilter, Long> filters, long after, long through) {
        ledger.polled(by, filters, after, through);
      }

      @Override
      public boolean over(String session) {
        return ledger.over(session);
      }
    };
  }

  private long handed(String topic, Cursor message) {
    return ledger.handed(new Topic(topic), message.position(), registry.sessions());
  }

  private void store() {
    ledger.write(registry.sessions());
  }

  private List<DeliveryRecord> alice(Instant from) {
    return ledger.of("alice", from, 100, registry.sessions());
  }

  @Test
  void countsTheSessionsThatWereHandedAMessage() throws Exception {
    RecordingOutlet slow = new RecordingOutlet();
    Session quick = join(StartAfter.LATEST, "a");
    registry.join(readRequest(StartAfter.LATEST, "a"), "test", slow);
    slow.stall();
    Cursor first = publish("a", "1");
    Cursor other = publish("b", "2");
    pump();
    assertEquals(1, handed("a", first), "the other has not taken it");
    slow.takeAgain();
    assertEquals(2, handed("a", first));
    assertEquals(0, handed("b", other));
    store();
    assertEquals(2, handed("a", first));
    quick.gone();
    assertEquals(2, handed("a", first));
    store();
    assertEquals(2, handed("a", first));
    begin();
    assertEquals(2, handed("a", first), "as it was stored");
    assertEquals(0, handed("b", other));
    outlet.saw("hello", "1");
  }

  @Test
  void knowsWhatASessionFollowedWhen() throws Exception {
    Session session = join(StartAfter.LATEST, "a");
    Cursor before = publish("b/c_d", "1");
    pump();
    registry.subscribe(session, new TopicFilter("b/+"));
    Cursor first = publish("b/c_d", "2");
    pump();
    registry.unsubscribe(session, new TopicFilter("b/+"));
    Cursor behind = publish("b/c_d", "3");
    Cursor last = publish("a", "4");
    pump();
    session.gone();
    for (int round = 0; round < 2; round++) {
      assertEquals(0, handed("b/c_d", before));
      assertEquals(1, handed("b/c_d", first));
      assertEquals(0, handed("b/c_d", behind));
      assertEquals(1, handed("a", last));
      store();
      begin();
    }
    outlet.saw("hello", "2", "4");
  }

  @Test
  void keepsWhySomebodyDidNotGetIt() throws Exception {
    Session early = join(StartAfter.LATEST, "a");
    clock.turn(Duration.ofSeconds(1));
    early.goodbye(Goodbye.SLOW);
    clock.turn(Duration.ofSeconds(1));
    Instant at = clock.instant();
    Cursor message = publish("a", "1");
    pump();
    clock.turn(Duration.ofSeconds(1));
    join(StartAfter.LATEST, "a");
    store();
    List<DeliveryRecord> sessions = alice(at);
    assertEquals(2, sessions.size());
    assertEquals(Goodbye.SLOW, sessions.get(0).goodbye());
    assertEquals(at.minusSeconds(1), sessions.get(0).until());
    assertEquals(message.position(), sessions.get(1).start());
    assertFalse(sessions.get(1).handed(new Topic("a"), message.position()));
    begin();
    assertEquals(List.of(sessions.get(0).through()), List.of(alice(at).get(0).through()));
    assertEquals(Goodbye.SLOW, alice(at).get(0).goodbye());
    outlet.saw("hello", "goodbye", "(closed: slow)", "hello");
  }

  @Test
  void pollsThatGoOnWhereTheLastEndedAreOneRow() throws Exception {
    Cursor start = publish("b", "0");
    Reading reading = read(StartAfter.cursor(start), 9, "a");
    Cursor first = publish("a", "1");
    for (int i = 0; i < 5; i++) {
      publish("a", "x");
      reading = read(StartAfter.cursor(reading.cursor()), 9, "a");
      clock.turn(Duration.ofMinutes(1));
    }
    assertEquals(1, handed("a", first));
    store();
    assertEquals(1, alice(Instant.EPOCH).size());
    assertEquals(reading.cursor().position(), alice(Instant.EPOCH).get(0).through());
    read(StartAfter.LATEST, 9, "a");
    clock.turn(PollRuns.SILENCE);
    publish("a", "9");
    read(StartAfter.LATEST, 9, "a");
    store();
    List<DeliveryRecord> runs = alice(Instant.EPOCH);
    assertEquals(2, runs.size(), "of those who went on, and those who began anew");
    assertTrue(runs.get(0).until() != null);
    assertEquals(1, handed("a", first));
  }

  @Test
  void storesASessionsProgressNowAndThen() throws Exception {
    join(StartAfter.LATEST, "a");
    Cursor first = publish("a", "1");
    pump();
    store();
    begin(); // as if the server had been killed
    assertEquals(1, handed("a", first));
    outlet.saw("hello", "1");
  }

  @Test
  void forgetsSessionsOfWhichNoMessageIsLeft() throws Exception {
    Session session = join(StartAfter.LATEST, "a");
    publish("a", "1");
    pump();
    session.gone();
    store();
    ledger.forget();
    assertEquals(1, alice(Instant.EPOCH).size(), "its messages are still there");
    clock.turn(Duration.ofDays(2));
    log.trim();
    ledger.forget();
    assertEquals(List.of(), alice(Instant.EPOCH));
    outlet.saw("hello", "1");
  }
}
