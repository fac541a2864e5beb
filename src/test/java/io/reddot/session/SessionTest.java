package io.reddot.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.HandClock;
import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final int BOUND = 1_000;

  private final HandClock clock = new HandClock();
  private final AtomicInteger ends = new AtomicInteger();
  private RecordingOutlet outlet = new RecordingOutlet();
  private Session session = session(outlet);

  private Session session(RecordingOutlet to) {
    SessionLimits limits =
        new SessionLimits(
            BOUND, Duration.ofSeconds(20), Duration.ofSeconds(25), Duration.ofSeconds(30), 100);
    return new Session(
        new Identity("s1", "alice", "phone", "", "test", clock.instant().plus(Duration.ofHours(1))),
        Map.of(new TopicFilter("a"), 0L),
        to,
        limits,
        clock,
        ends::incrementAndGet);
  }

  private void answering() {
    outlet = new RecordingOutlet(true);
    session = session(outlet);
  }

  @AfterEach
  void nothingElseHappened() {
    outlet.saw();
  }

  private Envelope.OfMessage message(long position) {
    return message(position, "" + position);
  }

  private Envelope.OfMessage message(long position, String data) {
    return new Envelope.OfMessage(
        new Message(
            new Cursor("log", position),
            "id" + position,
            new Topic("a"),
            null,
            clock.instant(),
            data,
            Encoding.JSON,
            null,
            false,
            null,
            null));
  }

  private void live() {
    session.release();
  }

  @Test
  void writesWhatWaitsTogetherAndInOrder() {
    live();
    session.offer(message(1));
    session.offer(message(2));
    session.flush();
    outlet.saw("1 2");
  }

  @Test
  void neverWritesWhileAWriteIsUnderWay() {
    live();
    outlet.stall();
    session.offer(message(1));
    session.flush();
    session.offer(message(2));
    session.flush();
    session.offer(message(3));
    session.flush();
    outlet.saw("1");
    outlet.takeAgain();
    outlet.saw("2 3");
    assertEquals(0, session.waitingBytes());
  }

  @Test
  void holdsLiveMessagesBehindWhatIsReplayed() {
    session.offer(message(7));
    session.offer(message(8));
    session.replay(message(5));
    session.replay(message(6));
    session.replay(message(7));
    session.flush();
    outlet.saw("5 6 7");
    session.release();
    outlet.saw("8");
    assertEquals(0, session.waitingBytes());
  }

  @Test
  void takesNoMessageTwice() {
    live();
    session.offer(message(1));
    session.offer(message(1));
    session.flush();
    session.offer(message(1));
    session.flush();
    outlet.saw("1");
    session.startAt(5);
    session.offer(message(4));
    session.offer(message(6));
    session.flush();
    outlet.saw("6");
  }

  @Test
  void saysGoodbyeToTheSlowAndMayStillTellThemIfTheyWakeUp() {
    live();
    outlet.stall();
    session.offer(message(1));
    session.flush();
    for (int i = 2; i < 30; i++) {
      session.offer(message(i));
    }
    session.flush();
    assertTrue(session.ended());
    assertTrue(session.waitingBytes() < BOUND, "what waited was let go");
    outlet.saw("1");
    outlet.takeAgain();
    outlet.saw("goodbye", "(closed: slow)");
    assertEquals(1, ends.get());
  }

  @Test
  void hangsUpOnTheSlowThatNeverWakeUp() {
    live();
    outlet.stall();
    for (int i = 1; i < 30; i++) {
      session.offer(message(i));
      session.flush();
    }
    outlet.saw("1");
    clock.turn(Duration.ofSeconds(4));
    session.tick();
    outlet.saw();
    clock.turn(Duration.ofSeconds(1));
    session.tick();
    session.tick();
    outlet.saw("(closed: slow)");
    assertEquals(1, ends.get());
  }

  @Test
  void deliversAMessageLargerThanTheBound() {
    live();
    String large = "x".repeat(10 * BOUND);
    session.offer(message(1, large));
    session.flush();
    outlet.saw(large);
  }

  @Test
  void holdsNoLargeMessageAgainstAClientThatIsTakingIt() {
    live();
    outlet.stall();
    String large = "x".repeat(10 * BOUND);
    session.offer(message(1));
    session.flush();
    session.offer(message(2, large));
    session.offer(message(3));
    session.flush();
    session.offer(message(4));
    assertFalse(session.ended());
    outlet.saw("1");
    outlet.takeAgain();
    outlet.saw("2 3 4".replace("2", large));
    assertEquals(0, session.waitingBytes());
  }

  @Test
  void boundsWhatWaitsBesideALargeMessage() {
    live();
    outlet.stall();
    session.offer(message(1, "x".repeat(10 * BOUND)));
    session.flush();
    session.offer(message(2, "y".repeat(2 * BOUND)));
    assertFalse(session.ended());
    session.offer(message(3));
    assertTrue(session.ended());
    outlet.saw("x".repeat(10 * BOUND));
    outlet.takeAgain();
    outlet.saw("goodbye", "(closed: slow)");
  }

  @Test
  void beatsWhenNothingWasWrittenForAWhile() {
    live();
    clock.turn(Duration.ofSeconds(19));
    session.tick();
    outlet.saw();
    clock.turn(Duration.ofSeconds(1));
    session.tick();
    session.tick();
    outlet.saw("(heartbeat)");
    clock.turn(Duration.ofSeconds(10));
    session.offer(message(1));
    session.flush();
    clock.turn(Duration.ofSeconds(15));
    session.tick();
    outlet.saw("1");
  }

  @Test
  void givesUpAWriteThatIsNeverTakenEvenAHeartbeat() {
    live();
    outlet.stall();
    clock.turn(Duration.ofSeconds(20));
    session.tick();
    outlet.saw("(heartbeat)");
    clock.turn(Duration.ofSeconds(29));
    session.tick();
    clock.turn(Duration.ofSeconds(1));
    session.tick();
    assertTrue(session.ended(), "gone 50 s after it was last heard of");
    clock.turn(Duration.ofSeconds(5));
    session.tick();
    outlet.saw("(closed: unresponsive)");
  }

  @Test
  void noticesThatAClientWhichAnswersHeartbeatsHasFallenSilent() {
    answering();
    live();
    clock.turn(Duration.ofSeconds(20));
    session.tick();
    session.heard();
    clock.turn(Duration.ofSeconds(20));
    session.tick();
    outlet.saw("(heartbeat)", "(heartbeat)");
    clock.turn(Duration.ofSeconds(20));
    session.tick();
    clock.turn(Duration.ofSeconds(4));
    session.tick();
    outlet.saw("(heartbeat)");
    clock.turn(Duration.ofSeconds(1));
    session.tick();
    outlet.saw("goodbye", "(closed: unresponsive)");
  }

  @Test
  void aStallOfTheNodeIsNotTheClientsSilence() {
    answering();
    live();
    clock.turn(Duration.ofSeconds(20));
    session.tick();
    outlet.saw("(heartbeat)");
    clock.turn(Duration.ofSeconds(100));
    session.stalled(Duration.ofSeconds(99));
    session.tick();
    assertFalse(session.ended());
    clock.turn(Duration.ofSeconds(24));
    session.tick();
    outlet.saw("goodbye", "(closed: unresponsive)");
  }

  @Test
  void aClockThatIsSetBackDoesNotStopHeartbeats() {
    live();
    clock.turn(Duration.ofHours(-1));
    session.stalled(Duration.ofHours(-1));
    clock.turn(Duration.ofSeconds(20));
    session.tick();
    outlet.saw("(heartbeat)");
  }

  @Test
  void beatsOnABusyStreamToWhoAnswersAndKeepsIt() {
    answering();
    live();
    for (int second = 1; second <= 120; second++) {
      clock.turn(Duration.ofSeconds(1));
      session.offer(message(second));
      session.flush();
      session.tick();
      if (outlet.seen().contains("(heartbeat)")) {
        session.heard();
      }
    }
    assertFalse(session.ended());
    session.offer(message(121));
    session.flush();
    outlet.saw("121");
  }

  @Test
  void endsWithItsToken() {
    live();
    clock.turn(Duration.ofMinutes(59));
    session.tick();
    outlet.saw("(heartbeat)");
    clock.turn(Duration.ofMinutes(1));
    session.tick();
    outlet.saw("goodbye", "(closed: token expired)");
  }

  @Test
  void saysGoodbyeOnceAndTakesNothingAfterIt() {
    live();
    session.offer(message(1));
    session.goodbye(Goodbye.goingDown(Duration.ZERO));
    session.goodbye(Goodbye.SLOW);
    session.offer(message(2));
    session.replay(message(3));
    session.flush();
    session.gone();
    outlet.saw("goodbye", "(closed: going down)");
    assertEquals(1, ends.get());
  }

  @Test
  void forgetsAClientThatHasGone() {
    live();
    session.gone();
    session.offer(message(1));
    session.flush();
    session.tick();
    session.goodbye(Goodbye.SLOW);
    outlet.saw();
    assertEquals(1, ends.get());
  }

  @Test
  void hangsUpWhenAWriteFails() {
    live();
    outlet.stall();
    session.offer(message(1));
    session.flush();
    outlet.fail();
    outlet.saw("1", "(closed: server error)");
    assertEquals(1, ends.get());
  }

  @Test
  void pacesWhoReplaysByWhatTheClientTakes() {
    AtomicInteger drained = new AtomicInteger();
    outlet.stall();
    session.replay(message(1));
    session.whenDrained(drained::incrementAndGet);
    assertEquals(0, drained.get());
    outlet.takeOne();
    assertEquals(1, drained.get());
    session.whenDrained(drained::incrementAndGet);
    assertEquals(2, drained.get());
    outlet.saw("1");
  }

  @Test
  void boundsTheAnswersToOneWhoAsksAndNeverReads() {
    live();
    outlet.stall();
    for (int i = 0; i < 100; i++) {
      session.reply(new Envelope.Reply("pong", "{\"type\":\"pong\"}" + " ".repeat(100)));
    }
    assertTrue(session.ended());
    outlet.takeAgain();
    outlet.saw("pong", "goodbye", "(closed: slow)");
  }

  @Test
  void doesNotRecurseHoweverMuchIsWritten() {
    live();
    for (int i = 1; i <= 100_000; i++) {
      session.offer(message(i));
      session.flush();
    }
    assertEquals(100_000, outlet.seen().size());
  }

  private static Envelope.Unread unread(long count) {
    return new Envelope.Unread(count, count, new Cursor("log", 9));
  }

  @Test
  void tellsTheNewestCountBehindWhatWaits() {
    live();
    outlet.stall();
    session.offer(message(1));
    session.flush();
    session.tell(unread(1));
    session.tell(unread(2));
    session.offer(message(2));
    session.flush();
    outlet.saw("1");
    outlet.takeAgain();
    outlet.saw("2 unread:2");
    assertEquals(0, session.waitingBytes());
    assertEquals(
        "{\"type\":\"unread\",\"count\":2,\"unseen\":2,\"cursor\":\"log-9\"}", unread(2).json());
  }

  @Test
  void tellsACountToNobodyWhoHasEnded() {
    live();
    session.gone();
    session.tell(unread(1));
    outlet.saw();
  }

  @Test
  void accountsForWhatTheContainerHasTakenAndNoMore() {
    assertEquals(null, session.deliveryRecord(), "it does not know yet where it begins");
    session.greet(new Envelope.Hello("s1", new Cursor("log", 4), true, 20));
    session.replay(message(5));
    live();
    outlet.saw("hello 5");
    outlet.stall();
    session.offer(message(7));
    session.flush();
    session.addSubscription(new TopicFilter("b"), 8);
    session.removeSubscription(new TopicFilter("a"), 9);
    session.offer(message(10));
    outlet.saw("7");
    DeliveryRecord waiting = session.deliveryRecord();
    assertTrue(waiting.handed(new Topic("a"), 5));
    assertFalse(waiting.handed(new Topic("a"), 7), "the container has not taken it");
    outlet.takeOne();
    outlet.saw("10");
    outlet.fail();
    outlet.saw("(closed: server error)");
    DeliveryRecord over = session.deliveryRecord();
    assertEquals(4, over.start());
    assertEquals(7, over.through());
    assertEquals(clock.instant(), over.until());
    assertTrue(over.handed(new Topic("a"), 7));
    assertFalse(over.handed(new Topic("a"), 4), "it began behind it");
    assertFalse(over.handed(new Topic("b"), 7), "it did not follow that yet");
    assertTrue(over.subscribedTo(new Topic("a"), 9));
    assertFalse(over.subscribedTo(new Topic("a"), 10), "it followed that no more");
  }
}
