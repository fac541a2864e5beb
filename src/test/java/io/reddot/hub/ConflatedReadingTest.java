package io.reddot.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.access.Caller;
import io.reddot.message.Cursor;
import io.reddot.message.Problem;
import io.reddot.message.StartAfter;
import io.reddot.message.TopicFilter;
import io.reddot.session.Session;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What polls, replays and live sessions skip for readers that want only the newest. */
class ConflatedReadingTest extends HubFixture {
  private ReadRequest conflating(StartAfter after, String... filters) {
    return readRequest(after, filters).conflating();
  }

  private Reading poll(StartAfter after, int limit, String... filters) {
    return registry.readings().poll(conflating(after, filters), "test", limit);
  }

  private static String data(Reading reading) {
    return String.join(" ", reading.messages().stream().map(one -> one.message().data()).toList());
  }

  private void publishNumbers(String topic, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      publish(topic, Integer.toString(i));
    }
  }

  @Test
  void aPollGetsTheNewestOfEachTopicAndGoesOnBehindIt() throws Exception {
    publish("a", "1");
    publish("b", "2");
    publish("a", "3");
    publish("user/alice", "4");
    publish("user/alice", "5");
    Reading reading = poll(StartAfter.EARLIEST, 9, "#");
    assertEquals("2 3 4 5", data(reading));
    assertEquals(1, reading.conflated());
    assertEquals(log.cursor(5), reading.cursor());
    assertFalse(reading.more());
    publish("a", "6");
    assertEquals("6", data(poll(StartAfter.cursor(reading.cursor()), 9, "#")));
  }

  @Test
  void aPollReadsOnPastWhatItSkips() throws Exception {
    publishNumbers("a", 0, 100);
    publish("b", "b");
    publishNumbers("a", 100, 150);
    Reading reading = poll(StartAfter.EARLIEST, 10, "#");
    assertEquals("b 149", data(reading));
    assertEquals(149, reading.conflated());
    assertEquals(log.cursor(151), reading.cursor());
  }

  @Test
  void aPollStopsAtItsLimitOfTopics() throws Exception {
    for (int i = 0; i < 30; i++) {
      publish("t/" + i % 7, Integer.toString(i));
    }
    Reading reading = poll(StartAfter.EARLIEST, 5, "t/+");
    assertEquals("0 1 2 3 4", data(reading));
    assertEquals(log.cursor(5), reading.cursor());
    assertTrue(reading.more());
    reading = poll(StartAfter.cursor(reading.cursor()), 10, "t/+");
    assertEquals("23 24 25 26 27 28 29", data(reading));
  }

  @Test
  void aPollBeginsWithTheNewestThatIsLeft() throws Exception {
    publish("a", "1");
    Cursor second = publish("a", "2");
    assertEquals("2", data(poll(StartAfter.EARLIEST, 9, "a")));
    assertEquals("", data(poll(StartAfter.cursor(second), 9, "a")));
  }

  @Test
  void aLongReplayIsOneMessageATopic() throws Exception {
    publishNumbers("a", 0, 1_200);
    publish("b", "b");
    publishNumbers("a", 1_200, 1_700);
    pump();
    registry.join(conflating(StartAfter.EARLIEST, "#"), "test", outlet);
    replayAll();
    outlet.saw("hello b 1699");
    publish("a", "1700");
    publish("a", "1701");
    pump();
    assertEquals("1700 1701", String.join(" ", outlet.seen()), "it keeps up");
  }

  @Test
  void aReplayOfManyTopicsIsPacedByTheClient() throws Exception {
    for (int i = 0; i < 1_700; i++) {
      publish("t/" + i, '"' + "x".repeat(200) + '"');
    }
    pump();
    outlet.stall();
    registry.join(conflating(StartAfter.EARLIEST, "#"), "test", outlet);
    replayOne();
    assertTrue(replays.isEmpty(), "the next page waits for the client");
    outlet.takeAgain();
    replayAll();
    int words = outlet.seen().stream().mapToInt(write -> write.split(" ").length).sum();
    assertEquals(1_701, words);
  }

  @Test
  void aStalledClientIsToldTheNewestAndNotGoodbye() throws Exception {
    registry.join(conflating(StartAfter.LATEST, "#"), "test", outlet);
    outlet.saw("hello");
    outlet.stall();
    String large = "\"%s%d\"";
    for (int i = 0; i < 10; i++) {
      publish("a", large.formatted("x".repeat(300_000), i));
      pump();
    }
    publish("user/alice", "1");
    publish("user/alice", "2");
    pump();
    outlet.takeAgain();
    List<String> seen = outlet.seen();
    assertEquals(3, seen.size(), "what was in flight, the newest, then the inbox");
    assertTrue(seen.get(0).endsWith("0\""));
    assertTrue(seen.get(1).endsWith("9\""));
    assertEquals("1 2", seen.get(2));
  }

  @Test
  void aSubscriptionThatComesLaterHasItsOwnOption() throws Exception {
    Session session = join(StartAfter.LATEST, "chat");
    registry.subscribe(session, new TopicFilter("tick"));
    session.conflate(new TopicFilter("tick"), true);
    outlet.saw("hello");
    outlet.stall();
    publish("chat", "0");
    pump();
    for (int i = 1; i <= 3; i++) {
      publish("chat", "c" + i);
      publish("tick", "t" + i);
    }
    pump();
    outlet.takeAgain();
    outlet.saw("0", "c1 c2 c3 t3");
    registry.unsubscribe(session, new TopicFilter("tick"));
    registry.subscribe(session, new TopicFilter("tick"));
    assertFalse(session.conflates());
  }

  @Test
  void aWholeInboxIsNotConflated() {
    Caller caller = caller();
    ReadRequest inbox = ReadRequest.of(caller, List.of(), StartAfter.LATEST);
    Problem problem = assertThrows(Problem.class, inbox::conflating);
    assertEquals(400, problem.status());
    assertEquals(
        "'conflate' needs a 'topic': every message of an inbox is delivered.", problem.detail());
  }

  @Test
  void onlyItsOwnFiltersAreConflated() {
    ReadRequest request =
        new ReadRequest(
            caller("#"),
            filters("a", "b"),
            false,
            StartAfter.LATEST,
            Set.copyOf(filters("b", "c")));
    assertEquals(Set.copyOf(filters("b")), request.conflated());
    assertTrue(request.from(StartAfter.EARLIEST).conflates());
  }
}
