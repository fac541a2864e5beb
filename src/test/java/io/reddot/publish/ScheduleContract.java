package io.reddot.publish;

import static io.reddot.fixture.LogFixture.data;
import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.filters;
import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.fixture.OneGroup;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Submission;
import io.reddot.message.Topic;
import io.reddot.publish.Acceptance.Scheduled;
import io.reddot.publish.Acceptance.Stored;
import io.reddot.publish.ScheduleStore.Place;
import io.reddot.publish.ScheduleStore.Waiting;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for messages that wait for their time. */
public interface ScheduleContract extends LogFixture {
  int LIMIT = 1_000;

  private Instant in(int seconds) {
    return clock().instant().plusSeconds(seconds);
  }

  private Submission at(int seconds, String id, String data) {
    return new Submission(draft("a", data, id), in(seconds));
  }

  private static Submission now(String id, String data) {
    return new Submission(draft("a", data, id), null);
  }

  private static List<Acceptance> accept(FullLog log, Submission... submissions) throws Exception {
    return get(log.schedule().accept(List.of(submissions), null, LIMIT));
  }

  private static CompletionStage<List<Acceptance>> tryAccept(
      FullLog log, Submission... submissions) {
    return log.schedule().accept(List.of(submissions), null, LIMIT);
  }

  private static List<String> logged(FullLog log) {
    return data(log.read(filters("#"), 0, log.readHead(), 10_000).messages());
  }

  private static List<String> waiting(FullLog log, @Nullable String sender) {
    return log.schedule().list(sender, Place.START, 10_000).stream()
        .map(one -> one.draft().id())
        .toList();
  }

  @Test
  default void aScheduledMessageIsSentWhenItIsDueAndOnlyOnce() throws Exception {
    FullLog log = open();
    Instant sendAt = in(10);
    assertEquals(List.of(new Scheduled("x", sendAt, false)), accept(log, at(10, "x", "1")));
    assertEquals(sendAt, log.schedule().next());
    clock().turn(Duration.ofMillis(9_999));
    assertEquals(0, get(log.schedule().sendDue()));
    assertEquals(List.of(), logged(log));
    clock().turn(Duration.ofMillis(1));
    assertEquals(1, get(log.schedule().sendDue()));
    assertEquals(List.of("1"), logged(log));
    assertEquals(sendAt, log.at(1).at());
    assertNull(log.schedule().next());
    assertEquals(0, get(log.schedule().sendDue()));
    assertEquals(1, log.readHead());
  }

  @Test
  default void itSurvivesARestartWithEverythingThatItHas() throws Exception {
    Draft full =
        new Draft(
            "id-ü",
            false,
            new Topic("红点/\ud83d\udd34"),
            null,
            "\"ü\\u0000\ud83d\udd34\"",
            Encoding.BASE64,
            in(60),
            true,
            "alice",
            "{\"qos\":1}");
    FullLog log = open();
    accept(log, new Submission(full, in(10)));
    log.close();
    FullLog again = open();
    Waiting waiting = again.schedule().list("alice", Place.START, 9).get(0);
    assertEquals(in(10), waiting.sendAt());
    assertEquals(full.withId("id-ü"), waiting.draft());
    clock().turn(Duration.ofSeconds(30)); // it was down when it should have sent
    assertEquals(1, get(again.schedule().sendDue()));
    assertEquals(Message.of(full, again.cursor(1), clock().instant()), again.at(1));
  }

  @Test
  default void whatIsDueIsSentInTheOrderOfItsTimesAndOfItsAcceptance() throws Exception {
    FullLog log = open();
    List<Submission> all = new ArrayList<>();
    for (int i = 0; i < 450; i++) {
      all.add(at(1 + i % 2, "n" + i, "" + i));
    }
    accept(log, all.toArray(Submission[]::new));
    clock().turn(Duration.ofSeconds(5));
    for (int sent : new int[] {200, 200, 50, 0}) {
      assertEquals(sent, get(log.schedule().sendDue()), "bounded steps");
    }
    List<String> expected = new ArrayList<>();
    for (int from : new int[] {0, 1}) {
      for (int i = from; i < 450; i += 2) {
        expected.add("" + i);
      }
    }
    assertEquals(expected, logged(log));
  }

  @Test
  default void oneStepWeighsNotMuchMoreThanAPage() throws Exception {
    FullLog log = open();
    String large = "\"" + "x".repeat(600_000) + "\"";
    accept(log, at(1, "a", large), at(1, "b", large), at(1, "c", large));
    assertEquals(2, log.schedule().list(null, Place.START, 9).size());
    clock().turn(Duration.ofSeconds(1));
    assertEquals(2, get(log.schedule().sendDue()));
    assertEquals(1, get(log.schedule().sendDue()));
  }

  private static Waiting only(FullLog log) {
    List<Waiting> all = log.schedule().list(null, Place.START, 9);
    assertEquals(1, all.size());
    return all.get(0);
  }

  private static CompletionStage<Waiting> change(FullLog log, Waiting seen, Submission to) {
    return new ScheduleChange("x", null, "operator", Set.of(ScheduleJson.tag(seen)), to)
        .in(log.transactions());
  }

  @Test
  default void aChangedMessageIsSentOnceAtItsNewTimeWithItsNewContent() throws Exception {
    FullLog log = open();
    accept(log, at(10, "x", "1"));
    Waiting changed = get(change(log, only(log), at(20, "ignored", "2")));
    assertEquals("x", changed.draft().id());
    assertEquals("alice", changed.draft().sender(), "it remains its sender's");
    assertEquals(changed, only(log));
    assertEquals(in(20), log.schedule().next());
    assertEquals(409, problem(tryAccept(log, at(10, "x", "1"))).status(), "it is another now");
    assertEquals(List.of(new Scheduled("x", in(20), true)), accept(log, at(20, "x", "2")));
    clock().turn(Duration.ofSeconds(10));
    assertEquals(0, get(log.schedule().sendDue()));
    clock().turn(Duration.ofSeconds(10));
    assertEquals(1, get(log.schedule().sendDue()));
    assertEquals(List.of("2"), logged(log));
    assertEquals(409, problem(change(log, changed, at(30, "x", "3"))).status(), "it was sent");
  }

  @Test
  default void ofTwoChangesOfOneVersionOnlyTheFirstCounts() throws Exception {
    FullLog log = open();
    accept(log, at(10, "x", "1"));
    Waiting seen = only(log);
    CompletionStage<Waiting> first = change(log, seen, at(20, "x", "2"));
    CompletionStage<Waiting> second = change(log, seen, at(30, "x", "3"));
    get(first);
    assertEquals(412, problem(second).status());
    assertEquals("2", only(log).draft().data());
    get(change(log, only(log), at(5, "x", "4")));
    assertEquals("4", only(log).draft().data());
  }

  @Test
  default void whatIsCancelledCannotBeChanged() throws Exception {
    FullLog log = open();
    accept(log, at(10, "x", "1"));
    Waiting seen = only(log);
    get(log.schedule().cancel("x", "alice"));
    assertEquals(404, problem(change(log, seen, at(20, "x", "2"))).status());
    assertEquals(List.of(), waiting(log, null));
  }

  @Test
  default void theSameIdIsKeptOnceAndSentOnce() throws Exception {
    FullLog log = open();
    Instant first = in(10);
    Submission x = at(10, "x", "1");
    Submission y = at(10, "y", "2");
    accept(log, x);
    assertEquals(List.of(new Scheduled("x", first, true)), accept(log, x));
    assertEquals(409, problem(tryAccept(log, at(20, "x", "1"))).status(), "another time");
    assertEquals(
        List.of(new Scheduled("y", first, false), new Scheduled("y", first, true)),
        accept(log, y, y));
    assertEquals(List.of("x", "y"), waiting(log, null));
    clock().turn(Duration.ofSeconds(10));
    // due, but not sent yet: who submits again does not make it sent out of turn, or twice
    assertEquals(List.of(new Scheduled("x", first, true)), accept(log, x));
    assertEquals(2, get(log.schedule().sendDue()));
    assertEquals(List.of(new Stored("x", log.cursor(1), true)), accept(log, x));
    assertEquals(409, problem(tryAccept(log, at(10, "x", "1"))).status(), "another time");
    assertEquals(List.of("1", "2"), logged(log));
    assertEquals(List.of(), waiting(log, null));
  }

  @Test
  default void anIdWithOtherContentIsRefusedWhereverItIs() throws Exception {
    FullLog log = open();
    accept(log, at(10, "x", "1"));
    get(log.append(List.of(draft("a", "2", "y"))));
    assertEquals(409, problem(tryAccept(log, at(10, "n1", "3"), at(10, "x", "other"))).status());
    assertEquals(409, problem(tryAccept(log, at(10, "n2", "3"), at(10, "y", "other"))).status());
    assertEquals(409, problem(tryAccept(log, at(10, "n3", "3"), at(10, "n3", "other"))).status());
    assertEquals(List.of("x"), waiting(log, null));
    assertEquals(List.of("2"), logged(log));
  }

  @Test
  default void whatWaitsCannotBePublishedNowAsWell() throws Exception {
    FullLog log = open();
    accept(log, at(10, "x", "1"));
    assertEquals(409, problem(log.append(List.of(draft("a", "1", "x")))).status());
    assertEquals(409, problem(tryAccept(log, now("x", "1"))).status());
    assertEquals(409, problem(tryAccept(log, at(10, "y", "1"), now("y", "1"))).status());
    assertEquals(List.of(), logged(log));
    get(log.schedule().cancel("x", "alice"));
    get(log.append(List.of(draft("a", "1", "x"))));
    assertEquals(List.of("1"), logged(log));
    assertEquals(409, problem(tryAccept(log, now("z", "3"), at(10, "z", "3"))).status());
    assertEquals(List.of("1"), logged(log));
  }

  @Test
  default void someNowAndSomeLaterAreAcceptedTogetherOrNotAtAll() throws Exception {
    FullLog log = open();
    List<Acceptance> all =
        accept(log, now("a", "1"), at(10, "b", "2"), now("c", "3"), at(5, "d", "4"));
    assertEquals(
        List.of(
            new Stored("a", log.cursor(1), false),
            new Scheduled("b", in(10), false),
            new Stored("c", log.cursor(2), false),
            new Scheduled("d", in(5), false)),
        all);
    assertEquals(409, problem(tryAccept(log, at(1, "e", "5"), now("a", "other"))).status());
    assertEquals(409, problem(tryAccept(log, now("f", "6"), at(1, "b", "other"))).status());
    assertEquals(List.of("1", "3"), logged(log));
    assertEquals(List.of("d", "b"), waiting(log, null));
    accept(log, at(1, "e", "now with other content"), now("f", "too")); // nothing was left behind
  }

  @Test
  default void aTimeThatHasPassedIsNow() throws Exception {
    FullLog log = open();
    List<Acceptance> all = accept(log, at(-5, "a", "1"), at(0, "b", "2"));
    all.forEach(one -> assertInstanceOf(Stored.class, one));
    assertEquals(List.of("1", "2"), logged(log));
    assertNull(log.schedule().next());
  }

  @Test
  default void onlySoManyOfOneSenderWait() throws Exception {
    FullLog log = open();
    ScheduleStore schedule = log.schedule();
    List<Submission> two = List.of(at(10, "a", "1"), at(10, "b", "1"));
    get(schedule.accept(two, null, 2));
    assertEquals(
        429, problem(schedule.accept(List.of(now("n", "1"), at(1, "c", "1")), null, 2)).status());
    assertEquals(List.of(), logged(log), "all or nothing");
    get(schedule.accept(two, null, 2)); // nothing new
    get(schedule.accept(List.of(now("n", "1")), null, 2));
    Draft bob =
        new Draft("bob", true, new Topic("a"), null, "1", Encoding.JSON, null, false, "bob", null);
    get(schedule.accept(List.of(new Submission(bob, in(10))), null, 2));
    get(schedule.cancel("a", "alice"));
    get(schedule.accept(List.of(at(10, "c", "1")), null, 2));
    assertEquals(429, problem(schedule.accept(List.of(at(10, "d", "1")), null, 2)).status());
    assertEquals(List.of("b", "c"), waiting(log, "alice"));
  }

  @Test
  default void itsSenderCancelsItAndNobodyElseLearnsOfIt() throws Exception {
    FullLog log = open();
    ScheduleStore schedule = log.schedule();
    accept(log, at(10, "x", "1"), at(10, "y", "2"), at(10, "z", "3"));
    assertEquals(404, problem(schedule.cancel("x", "bob")).status());
    assertEquals(404, problem(schedule.cancel("none", "alice")).status());
    assertEquals("1", get(schedule.cancel("x", "alice")).draft().data());
    assertEquals(404, problem(schedule.cancel("x", "alice")).status());
    assertEquals("2", get(schedule.cancel("y", null)).draft().data());
    clock().turn(Duration.ofSeconds(10));
    assertEquals(1, get(schedule.sendDue()));
    assertEquals(List.of("3"), logged(log));
    assertEquals(409, problem(schedule.cancel("z", "alice")).status());
    assertEquals(409, problem(schedule.cancel("z", null)).status());
    assertEquals(404, problem(schedule.cancel("z", "bob")).status());
  }

  @Test
  default void whatWaitsIsListedPageByPageAndEachSeesItsOwn() throws Exception {
    FullLog log = open();
    accept(log, at(30, "c", "1"), at(10, "a", "1"), at(30, "d", "1"), at(20, "b", "1"));
    Draft bob =
        new Draft("bob", true, new Topic("a"), null, "1", Encoding.JSON, null, false, "bob", null);
    accept(log, new Submission(bob, in(15)));
    assertEquals(List.of("a", "bob", "b", "c", "d"), waiting(log, null));
    assertEquals(List.of("bob"), waiting(log, "bob"));
    assertEquals(List.of(), waiting(log, "carol"));
    List<Waiting> first = log.schedule().list("alice", Place.START, 3);
    assertEquals(List.of("a", "b", "c"), first.stream().map(one -> one.draft().id()).toList());
    get(log.schedule().cancel("c", null)); // its place is known nevertheless
    List<Waiting> rest = log.schedule().list("alice", first.get(2).place(), 3);
    assertEquals(List.of("d"), rest.stream().map(one -> one.draft().id()).toList());
  }

  @Test
  default void whatHasExpiredBeforeItCouldBeSentIsDropped() throws Exception {
    FullLog log = open();
    Draft late = draft("a", "late", "late").withExpiry(in(11));
    accept(log, new Submission(late, in(10)), at(10, "x", "1"));
    clock().turn(Duration.ofSeconds(11));
    assertEquals(2, get(log.schedule().sendDue()));
    assertEquals(List.of("1"), logged(log));
    assertEquals(1, log.readHead());
  }

  @Test
  default void anIdThatGotIntoTheLogNeverthelessHoldsUpNobody() throws Exception {
    FullLog log = open();
    accept(log, at(10, "x", "1"), at(10, "y", "2"), at(10, "z", "3"));
    get(log.append(List.of(draft("a", "other", "o"), draft("a", "2", "p"))));
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE message SET id = 'x' WHERE id = 'o'");
      statement.execute("UPDATE message SET id = 'y' WHERE id = 'p'");
    }
    clock().turn(Duration.ofSeconds(10));
    assertEquals(3, get(log.schedule().sendDue()));
    assertEquals(List.of("other", "2", "3"), logged(log));
    assertNull(log.schedule().next());
  }

  @Test
  default void oneGroupSeesWhatItsEarlierRequestsDid() throws Exception {
    FullLog log = open();
    Submission early = at(5, "early", "0");
    accept(log, early);
    clock().turn(Duration.ofSeconds(5));
    try (OneGroup group = oneGroup()) {
      ScheduleStore schedule = new ScheduleStore(group.transactions());
      var accepted = schedule.accept(List.of(at(10, "x", "1")), null, LIMIT);
      var tooSoon = group.append(List.of(draft("a", "1", "x")));
      var again = schedule.accept(List.of(at(10, "x", "1")), null, LIMIT);
      var cancelled = schedule.cancel("x", "alice");
      var cancelledTwice = schedule.cancel("x", "alice");
      var published = group.append(List.of(draft("a", "1", "x")));
      var late = schedule.accept(List.of(at(10, "x", "1")), null, LIMIT);
      var sent = schedule.sendDue();
      var sentTwice = schedule.sendDue();
      var tooLate = schedule.cancel("early", "alice");
      var known = schedule.accept(List.of(early), null, LIMIT);
      group.commit();
      get(accepted);
      assertEquals(409, problem(tooSoon).status());
      assertTrue(get(again).get(0).duplicate());
      get(cancelled);
      assertEquals(404, problem(cancelledTwice).status());
      assertEquals(1, get(published).get(0).cursor().position());
      assertEquals(409, problem(late).status(), "it was published at once");
      assertEquals(1, get(sent));
      assertEquals(0, get(sentTwice));
      assertEquals(409, problem(tooLate).status());
      assertEquals(new Stored("early", log.cursor(2), true), get(known).get(0));
    }
    assertEquals(List.of("1", "0"), logged(log));
  }

  @Test
  default void eitherTheSendingWinsOrTheCancellation() throws Exception {
    ScheduleRace.run(clock(), open(), open());
  }

  @Test
  default void eitherTheSendingWinsOrTheChange() throws Exception {
    FullLog one = open();
    FullLog other = open();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      accept(one, at(1, "x" + i, "\"old " + i + "\""));
      Waiting seen = only(one);
      clock().turn(Duration.ofSeconds(1));
      ScheduleChange change =
          new ScheduleChange(
              "x" + i,
              null,
              "operator",
              Set.of(ScheduleJson.tag(seen)),
              at(10, "x" + i, "\"new " + i + "\""));
      CompletionStage<Integer> sent = i % 2 == 0 ? one.schedule().sendDue() : null;
      CompletionStage<Boolean> changed =
          change.in(other.transactions()).handle((now, failure) -> failure == null);
      if (sent == null) {
        sent = one.schedule().sendDue();
      }
      boolean won = get(changed);
      assertEquals(won ? 0 : 1, get(sent), "exactly one of them has it");
      clock().turn(Duration.ofSeconds(10));
      assertEquals(won ? 1 : 0, get(one.schedule().sendDue()));
      expected.add((won ? "\"new " : "\"old ") + i + "\"");
      assertEquals(expected, logged(one));
    }
  }
}
