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
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a session drops for a client that is behind. The data of a message is its topic and
 * position.
 */
class ConflationTest {
  private static final int BOUND = 2_000;

  private final HandClock clock = new HandClock();
  private final RecordingOutlet outlet = new RecordingOutlet();
  private final Session session = session("+", "user/+", "everyone");

  private Session session(String... filters) {
    Map<TopicFilter, Long> all = new LinkedHashMap<>();
    for (String filter : filters) {
      all.put(new TopicFilter(filter), 0L);
    }
    Session created =
        new Session(
            new Identity("s", "alice", "", "", "test", clock.instant().plus(Duration.ofHours(1))),
            all,
            outlet,
            new SessionLimits(
                BOUND, Duration.ofSeconds(20), Duration.ofSeconds(25), Duration.ofSeconds(30), 100),
            clock,
            () -> {});
    all.keySet().forEach(filter -> created.conflate(filter, true));
    return created;
  }

  @AfterEach
  void nothingElseHappened() {
    outlet.saw();
  }

  private void offer(long position, String topic) {
    session.offer(BacklogTest.message(position, topic));
    session.flush();
  }

  private void offerTogether(long from, String... topics) {
    for (int i = 0; i < topics.length; i++) {
      session.offer(BacklogTest.message(from + i, topics[i]));
    }
    session.flush();
  }

  /** A client whose first write is in progress. */
  private void behind() {
    session.release();
    outlet.stall();
    offer(1, "a");
    outlet.saw("a1");
  }

  @Test
  void dropsNothingOfAClientThatKeepsUp() {
    session.release();
    offerTogether(1, "a", "b", "a", "a");
    offer(5, "a");
    outlet.saw("a1 b2 a3 a4", "a5");
  }

  @Test
  void keepsTheNewestOfEachTopicInTheOrderOfTheLog() {
    behind();
    offerTogether(2, "a", "b", "a", "c", "b", "a");
    outlet.takeAgain();
    outlet.saw("c5 b6 a7");
    offerTogether(8, "a", "a");
    outlet.saw("a8 a9");
    assertEquals(0, session.waitingBytes());
  }

  @Test
  void neverReplacesWhatIsInFlight() {
    behind();
    offer(2, "a");
    outlet.takeOne();
    outlet.saw("a2");
    offerTogether(3, "a", "a");
    outlet.takeAgain();
    outlet.saw("a4");
  }

  @Test
  void replacesWhatIsLeftOfABurst() {
    session.release();
    outlet.stall();
    session.offer(wide(1)); // as much as one write takes
    offerTogether(2, "a", "a", "b");
    assertEquals(1, outlet.seen().size());
    offer(5, "a");
    outlet.takeAgain();
    outlet.saw("b4 a5");
  }

  @Test
  void doesNotSayGoodbyeToAClientWhoseTopicsFit() {
    behind();
    for (int i = 2; i < 10_000; i++) {
      offer(i, i % 2 == 0 ? "a" : "b");
    }
    assertFalse(session.ended());
    assertTrue(session.waitingBytes() < BOUND);
    outlet.takeAgain();
    outlet.saw("a9998 b9999");
  }

  @Test
  void holdsABurstThatIsLargerThanItsBound() {
    session.release();
    for (int i = 1; i <= 1_000; i++) {
      session.offer(BacklogTest.message(i, "a"));
    }
    assertFalse(session.ended());
    session.flush();
    assertTrue(outlet.seen().get(0).endsWith("a1000"));
  }

  @Test
  void saysGoodbyeWhenTheTopicsExceedTheBound() {
    behind();
    for (int i = 2; i < 100; i++) {
      offer(i, "t" + i);
    }
    assertTrue(session.ended());
    outlet.takeAgain();
    outlet.saw("goodbye", "(closed: slow)");
  }

  @Test
  void keepsRecallsCountsAndInboxes() {
    behind();
    offer(2, "a");
    session.offer(Envelope.OfMessage.recall(BacklogTest.message(3, "a").message(), "id2"));
    session.tell(new Envelope.Unread(1, 1, new Cursor("log", 3)));
    session.offer(Envelope.OfMessage.recall(BacklogTest.message(4, "a").message(), "id1"));
    offerTogether(5, "a", "user/alice", "user/alice", "everyone", "everyone");
    outlet.takeAgain();
    outlet.saw("recall recall a5 user/alice6 user/alice7 everyone8 everyone9 unread:1");
  }

  @Test
  void bringsNoOlderValueBackAfterARecall() {
    behind();
    offerTogether(2, "a", "a");
    session.offer(Envelope.OfMessage.recall(BacklogTest.message(4, "a").message(), "id3"));
    outlet.takeAgain();
    outlet.saw("a3 recall");
  }

  @Test
  void conflatesWhatIsReplayedAndWhatIsHeldMeanwhile() {
    session.greet(new Envelope.Hello("s", new Cursor("log", 0), true, 20, true));
    session.offer(BacklogTest.message(8, "a"));
    session.offer(BacklogTest.message(9, "b"));
    session.offer(BacklogTest.message(10, "a"));
    for (int i = 1; i <= 7; i++) {
      session.replay(BacklogTest.message(i, i % 2 == 0 ? "a" : "c"));
    }
    session.release();
    outlet.saw("hello c7 b9 a10");
    assertEquals(10, session.deliveryRecord().through());
    assertEquals(0, session.waitingBytes());
  }

  @Test
  void aSubscriptionWithoutTheOptionGetsEveryMessage() {
    session.addSubscription(new TopicFilter("b"), 0);
    behind();
    offerTogether(2, "b", "a", "b", "a", "b");
    outlet.takeAgain();
    outlet.saw("b2 b4 a5 b6");
    session.removeSubscription(new TopicFilter("b"), 6);
    outlet.stall();
    offerTogether(7, "b");
    offerTogether(8, "b", "b");
    outlet.takeAgain();
    outlet.saw("b7", "b9");
  }

  @Test
  void theOptionBelongsToAPresentSubscription() {
    session.conflate(new TopicFilter("#"), true);
    for (String filter : new String[] {"+", "user/+", "everyone"}) {
      assertTrue(session.conflates());
      session.conflate(new TopicFilter(filter), false);
    }
    assertFalse(session.conflates());
    behind();
    offerTogether(2, "a", "a");
    outlet.takeAgain();
    outlet.saw("a2 a3");
  }

  @Test
  void aLargeMessageThatIsReplacedCountsNoMore() {
    behind();
    for (int i = 2; i < 20; i += 2) {
      offer(i, "a");
      session.offer(wide(i + 1));
    }
    assertFalse(session.ended());
    outlet.takeAgain();
    outlet.saw("a18 " + wide(19).message().data());
    assertEquals(0, session.waitingBytes());
  }

  private static Envelope.OfMessage wide(long position) {
    return new Envelope.OfMessage(
        new Message(
            new Cursor("log", position),
            "id" + position,
            new Topic("wide"),
            null,
            Instant.EPOCH,
            "x".repeat(70_000),
            Encoding.JSON,
            null,
            false,
            null,
            null));
  }

  @Test
  void saysSoInHello() {
    assertEquals(
        "{\"type\":\"hello\",\"session\":\"s\",\"cursor\":\"log-0\",\"recovered\":true,"
            + "\"heartbeat\":20,\"conflate\":true}",
        new Envelope.Hello("s", new Cursor("log", 0), true, 20, true).json());
  }
}
