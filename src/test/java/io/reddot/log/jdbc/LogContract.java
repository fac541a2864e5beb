package io.reddot.log.jdbc;

import static io.reddot.fixture.LogFixture.data;
import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.filters;
import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.admission.AdmissionContract;
import io.reddot.audit.AuditContract;
import io.reddot.fixture.Bounds;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.fixture.OneGroup;
import io.reddot.inbox.InboxContract;
import io.reddot.log.MessageLog.Page;
import io.reddot.log.MessageLog.Receipt;
import io.reddot.log.StorageUse;
import io.reddot.log.Tail;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent.SessionRenewed;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.presence.LedgerContract;
import io.reddot.presence.PresenceContract;
import io.reddot.presence.RefusalContract;
import io.reddot.publish.HeldContract;
import io.reddot.publish.IdContract;
import io.reddot.publish.ScheduleContract;
import io.reddot.retained.RetainedBoundsContract;
import io.reddot.retained.RetainedContract;
import io.reddot.transport.mqtt.store.SessionContract;
import io.reddot.transport.mqtt.store.ShareContract;
import io.reddot.transport.mqtt.store.WillContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for the log on every database. */
@Timeout(60)
abstract class LogContract
    implements RetainedContract,
        AuditContract,
        SessionContract,
        ShareContract,
        CommitContract,
        IdContract,
        HeldContract,
        RetentionContract,
        MigrationContract,
        ScheduleContract,
        InboxContract,
        LedgerContract,
        PresenceContract,
        RefusalContract,
        NamesContract,
        AdmissionContract,
        BoundsContract,
        RetainedBoundsContract,
        WillContract {
  static final TopicFilter ALL = TopicFilter.ALL;

  final HandClock clock = new HandClock();
  private final List<FullLog> opened = new ArrayList<>();

  @Override
  public HandClock clock() {
    return clock;
  }

  /** The database under test; the same one at each call of one test. */
  abstract Database database();

  @Override
  public FullLog open(RetentionPolicy policy, Bounds bounds) {
    FullLog log = new FullLog(database(), policy, bounds, clock, Thread::new);
    opened.add(log);
    return log;
  }

  @Override
  public OneGroup oneGroup() {
    return new Group(database(), clock);
  }

  @AfterEach
  void closeLogs() {
    opened.forEach(FullLog::close);
  }

  @Test
  void givesPositionsWithoutGapsInTheOrderOfTheDrafts() throws Exception {
    FullLog log = open();
    List<Receipt> first = get(log.append(List.of(draft("a", "1"), draft("b", "2"))));
    List<Receipt> second = get(log.append(List.of(draft("a", "3"))));
    assertEquals(
        List.of(log.cursor(1), log.cursor(2)), first.stream().map(Receipt::cursor).toList());
    assertEquals(log.cursor(3), second.get(0).cursor());
    assertEquals(3, log.head());
  }

  @Test
  void readsBackEverythingThatAMessageHas() throws Exception {
    FullLog log = open();
    Draft draft =
        new Draft(
            "id-1",
            true,
            new Topic("红点/\ud83d\udd34"),
            null,
            "\"ü\\u0000\ud83d\udd34\"",
            Encoding.BASE64,
            clock.instant().plusSeconds(60),
            true,
            null,
            "{\"qos\":1}");
    Receipt receipt = get(log.append(List.of(draft))).get(0);
    Message message = log.read(List.of(ALL), 0, 1, 10).messages().get(0);
    assertEquals(Message.of(draft, receipt.cursor(), clock.instant()), message);
  }

  @Test
  void storesAnIdOnceAndAnswersTheSecondAlike() throws Exception {
    FullLog log = open();
    Receipt first = get(log.append(List.of(draft("a", "1", "x")))).get(0);
    Receipt second = get(log.append(List.of(draft("a", "1", "x")))).get(0);
    assertFalse(first.duplicate());
    assertTrue(second.duplicate());
    assertEquals(first.cursor(), second.cursor());
    List<Receipt> twice = get(log.append(List.of(draft("a", "2", "y"), draft("a", "2", "y"))));
    assertEquals(twice.get(0).cursor(), twice.get(1).cursor());
    assertEquals(List.of("1", "2"), data(log.read(List.of(ALL), 0, 9, 10).messages()));
  }

  @Test
  void refusesAnIdWithOtherContentAndStoresNothingOfTheRequest() throws Exception {
    FullLog log = open();
    get(log.append(List.of(draft("a", "1", "x"))));
    Problem problem = problem(log.append(List.of(draft("a", "2"), draft("a", "other", "x"))));
    assertEquals(409, problem.status());
    assertEquals(1, log.head());
    get(log.append(List.of(draft("a", "3"))));
    assertEquals(List.of("1", "3"), data(log.read(List.of(ALL), 0, 9, 10).messages()));
  }

  @Test
  void keepsPublishersApartWhenOneOfTheirGroupConflicts() throws Exception {
    FullLog log = open();
    List<CompletableFuture<List<Receipt>>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      // every other one wants the same id with content of its own: exactly one of those wins
      String id = i % 2 == 0 ? "id-" + i : "same";
      answers.add(log.append(List.of(draft("a", "" + i, id))).toCompletableFuture());
    }
    int won = 0;
    int refused = 0;
    for (CompletableFuture<List<Receipt>> answer : answers) {
      try {
        get(answer);
        won++;
      } catch (ExecutionException e) {
        assertEquals(409, ((Problem) e.getCause()).status());
        refused++;
      }
    }
    assertEquals(101, won);
    assertEquals(99, refused);
    assertEquals(101, log.head());
  }

  @Test
  void readsByFilterInPages() throws Exception {
    FullLog log = open();
    for (int i = 1; i <= 10; i++) {
      get(log.append(List.of(draft(i % 2 == 0 ? "even/" + i : "odd", "" + i))));
    }
    Page page = log.read(filters("odd"), 0, 10, 3);
    assertEquals(List.of("1", "3", "5"), data(page.messages()));
    assertEquals(5, page.through());
    page = log.read(filters("odd"), page.through(), 10, 3);
    assertEquals(List.of("7", "9"), data(page.messages()));
    assertEquals(10, page.through());
    assertEquals(List.of("2", "4", "6"), data(log.read(filters("even/+"), 0, 6, 100).messages()));
    assertEquals(
        List.of("1", "2", "3"),
        data(log.read(filters("odd", "even/#", "odd", "+/2"), 0, 3, 100).messages()));
    assertEquals(List.of("8"), data(log.read(filters("even/8", "none"), 0, 10, 5).messages()));
    assertEquals(List.of(), log.read(List.of(), 0, 10, 5).messages());
  }

  @Test
  void mergesExactTopicsInOrder() throws Exception {
    FullLog log = open();
    for (int i = 1; i <= 9; i++) {
      get(log.append(List.of(draft("t" + i % 3, "" + i))));
    }
    Page page = log.read(filters("t0", "t1"), 1, 9, 4);
    assertEquals(List.of("3", "4", "6", "7"), data(page.messages()));
    assertEquals(7, page.through());
  }

  @Test
  void endsAPageOfLargeMessagesEarly() throws Exception {
    FullLog log = open();
    String large = '"' + "x".repeat(700_000) + '"';
    get(log.append(List.of(draft("a", large), draft("a", large), draft("a", large))));
    Page page = log.read(List.of(ALL), 0, 3, 100);
    assertEquals(2, page.messages().size());
    assertEquals(2, page.through());
  }

  @Test
  void findsARareTopicBehindALogOfOthersInOnePage() throws Exception {
    FullLog log = open();
    List<Draft> some = new ArrayList<>();
    for (int i = 0; i < Reader.WINDOW + 10; i++) {
      some.add(draft("other", "0"));
    }
    some.add(draft("wanted/x", "1"));
    for (int from = 0; from < some.size(); from += 1_000) {
      get(log.append(some.subList(from, Math.min(some.size(), from + 1_000))));
    }
    for (String pattern : List.of("wanted/#", "+/x", "wanted/x")) {
      Page page = log.read(filters(pattern), 0, log.head(), 10);
      assertEquals(List.of("1"), data(page.messages()), pattern);
      assertEquals(log.head(), page.through());
    }
  }

  /** PostgreSQL compresses long texts. */
  private static String incompressible() {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    return "\"" + Base64.getEncoder().encodeToString(bytes) + "\"";
  }

  @Test
  void measuresItsSize() throws Exception {
    FullLog log = open();
    try (Database database = database()) {
      LogSize size = new LogSize(database, Optional.empty());
      assertNull(size.size());
      size.run();
      StorageUse.Size empty = size.size();
      assertNotNull(empty);
      assertEquals(0, empty.messages());
      assertNull(empty.oldestAt());
      Instant first = clock().instant();
      get(log.append(List.of(draft("a", incompressible()))));
      clock().turn(Duration.ofSeconds(1));
      get(log.append(List.of(draft("a", "2"), draft("b", "3"))));
      get(log.append(new SessionRenewed("s", "{}"), "alice"));
      size.run();
      StorageUse.Size grown = size.size();
      assertNotNull(grown);
      assertEquals(3, grown.messages());
      assertEquals(1, grown.events());
      assertEquals(first, grown.oldestAt());
      assertTrue(grown.bytes() > empty.bytes(), () -> empty + " " + grown);
      assertTrue(size.free().isEmpty(), "only the embedded database has a folder");
    }
  }

  @Test
  void deliversNothingThatHasExpired() throws Exception {
    FullLog log = open();
    Draft mortal =
        new Draft(
            "m",
            true,
            new Topic("a"),
            null,
            "1",
            Encoding.JSON,
            clock.instant().plusSeconds(10),
            false,
            null,
            null);
    get(log.append(List.of(mortal, draft("a", "2"))));
    assertEquals(List.of("1", "2"), data(log.read(List.of(ALL), 0, 2, 9).messages()));
    clock.turn(Duration.ofSeconds(10));
    assertEquals(List.of("2"), data(log.read(List.of(ALL), 0, 2, 9).messages()));
    assertTrue(get(log.append(List.of(mortal))).get(0).duplicate(), "its id is still known");
    clock.turn(Duration.ofHours(1));
    log.trim();
    assertFalse(get(log.append(List.of(mortal))).get(0).duplicate(), "now it is forgotten");
  }

  @Test
  void trimsByCountWithoutMovingAPosition() throws Exception {
    FullLog log = open(Duration.ofDays(1), 3);
    for (int i = 1; i <= 5; i++) {
      get(log.append(List.of(draft("a", "" + i))));
    }
    log.trim();
    assertEquals(2, log.floor());
    Page page = log.read(List.of(ALL), 0, 5, 9);
    assertEquals(List.of("3", "4", "5"), data(page.messages()));
    assertEquals(3, page.messages().get(0).position());
    assertTrue(page.trimmed());
    assertTrue(log.read(List.of(ALL), 1, 5, 9).trimmed());
    assertFalse(log.read(List.of(ALL), 2, 5, 9).trimmed());
    assertEquals(6, get(log.append(List.of(draft("a", "6")))).get(0).cursor().position());
  }

  @Test
  void trimsByAgeAlsoWhenNothingIsLeft() throws Exception {
    FullLog log = open(Duration.ofHours(1), 1_000);
    get(log.append(List.of(draft("a", "1"), draft("a", "2"))));
    clock.turn(Duration.ofMinutes(40));
    get(log.append(List.of(draft("a", "3"))));
    clock.turn(Duration.ofMinutes(40));
    log.trim();
    assertEquals(2, log.floor());
    clock.turn(Duration.ofHours(1));
    log.trim();
    assertEquals(3, log.floor());
    assertEquals(4, get(log.append(List.of(draft("a", "4")))).get(0).cursor().position());
  }

  @Test
  void keepsNameHeadAndFloorWhenOpenedAgain() throws Exception {
    FullLog log = open(Duration.ofDays(1), 1);
    get(log.append(List.of(draft("a", "1"), draft("a", "2"))));
    log.trim();
    log.close();
    FullLog again = open();
    assertEquals(log.name(), again.name());
    assertEquals(2, again.head());
    assertEquals(1, again.floor());
    assertEquals(List.of("2"), data(again.read(List.of(ALL), 1, 2, 9).messages()));
  }

  @Test
  void tailHandsOutWhatIsCommittedInOrderAndNothingFromBefore() throws Exception {
    FullLog log = open();
    get(log.append(List.of(draft("a", "before"))));
    try (Tail tail = log.tail()) {
      assertEquals(1, tail.position());
      List<CompletableFuture<?>> answers = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        answers.add(log.append(List.of(draft("a", "" + i))).toCompletableFuture());
      }
      List<Long> seen = new ArrayList<>();
      while (seen.size() < 3_000) {
        Tail.Batch batch = tail.next();
        assertNotNull(batch);
        batch.messages().forEach(message -> seen.add(message.position()));
        assertEquals(batch.through(), seen.get(seen.size() - 1));
        assertTrue(batch.through() <= log.head(), "committed before it is handed out");
      }
      for (int i = 0; i < seen.size(); i++) {
        assertEquals(i + 2, seen.get(i));
      }
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void tailThatFellBehindItsMemoryReadsTheLog() throws Exception {
    FullLog log = open();
    try (Tail tail = log.tail()) {
      String large = '"' + "x".repeat(1_000_000) + '"';
      for (int i = 0; i < 20; i++) {
        get(log.append(List.of(draft("a", large))));
      }
      List<Long> seen = new ArrayList<>();
      while (seen.size() < 20) {
        tail.next().messages().forEach(message -> seen.add(message.position()));
      }
      assertEquals(20, new HashSet<>(seen).size());
      assertEquals(20L, seen.get(19));
    }
  }

  @Test
  void tailEndsWhenItOrTheLogIsClosed() throws Exception {
    FullLog log = open();
    Tail one = log.tail();
    Tail other = log.tail();
    one.close();
    assertNull(one.next());
    log.close();
    assertNull(other.next());
  }

  @Test
  void commitsWhatItAcceptedBeforeItCloses() throws Exception {
    FullLog log = open();
    List<CompletableFuture<List<Receipt>>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      answers.add(log.append(List.of(draft("a", "" + i))).toCompletableFuture());
    }
    log.close();
    for (CompletableFuture<List<Receipt>> answer : answers) {
      assertTrue(answer.isDone());
      get(answer);
    }
    assertEquals(503, problem(log.append(List.of(draft("a", "late")))).status());
    assertEquals(500, open().head());
  }
}
