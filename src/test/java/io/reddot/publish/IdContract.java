package io.reddot.publish;

import static io.reddot.fixture.LogFixture.data;
import static io.reddot.fixture.LogFixture.filters;
import static io.reddot.fixture.LogFixture.get;
import static io.reddot.fixture.LogFixture.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.fixture.LogFixture;
import io.reddot.log.MessageLog.Receipt;
import io.reddot.log.StoredMessage;
import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.message.Topic;
import io.reddot.message.TraceParent;
import io.reddot.publish.Acceptance.Scheduled;
import io.reddot.publish.Acceptance.Stored;
import io.reddot.publish.ScheduleStore.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for ids: each is its publisher's, and stands for everything that was asked for. */
public interface IdContract extends LogFixture {
  private static Draft by(String sender, String id) {
    return by(sender, id, null, false);
  }

  private static Draft by(String sender, String id, @Nullable Instant expiresAt, boolean retain) {
    return new Draft(
        id,
        true,
        new Topic("shop/orders"),
        null,
        "1",
        Encoding.JSON,
        expiresAt,
        retain,
        sender,
        null);
  }

  /** Some time after the clock of these tests begins. */
  private Instant far() {
    return new HandClock().instant().plus(Duration.ofDays(99));
  }

  private Submission later(Draft draft) {
    return new Submission(draft, far());
  }

  private static List<Acceptance> accept(FullLog log, Submission... all) throws Exception {
    return get(log.schedule().accept(List.of(all), null, 99));
  }

  private static void refused(Problem problem, String... named) {
    assertEquals(409, problem.status());
    for (String name : named) {
      assertTrue(problem.detail().contains(name), problem::detail);
    }
  }

  @Test
  default void twoPublishersMayUseTheSameId() throws Exception {
    FullLog log = open();
    Receipt first = get(log.append(List.of(by("eve", "order-42")))).get(0);
    Receipt second = get(log.append(List.of(by("shop", "order-42")))).get(0);
    assertFalse(second.duplicate());
    assertEquals(first.cursor().position() + 1, second.cursor().position());
    assertEquals(first.cursor(), get(log.append(List.of(by("eve", "order-42")))).get(0).cursor());
    assertEquals(second.cursor(), get(log.append(List.of(by("shop", "order-42")))).get(0).cursor());
    List<Draft> together = List.of(by("eve", "x"), by("shop", "x"), by("eve", "x"));
    assertEquals(
        List.of(false, false, true),
        get(log.append(together)).stream().map(Receipt::duplicate).toList());
    assertEquals(4, log.head());
  }

  @Test
  default void whatAnotherHasRecalledScheduledOrLetExpireIsNoAnswerToAPublisher() throws Exception {
    FullLog log = open();
    get(log.append(List.of(by("eve", "recalled"))));
    get(log.recall("recalled", found -> true, "eve"));
    get(log.append(List.of(by("eve", "expired", clock().instant().plusSeconds(2), false))));
    clock().turn(Duration.ofSeconds(3));
    accept(log, later(by("eve", "scheduled")));
    long before = log.head();
    for (Draft draft :
        List.of(
            by("shop", "recalled"), by("shop", "expired", null, true), by("shop", "scheduled"))) {
      assertFalse(get(log.append(List.of(draft))).get(0).duplicate());
    }
    assertEquals(3, log.read(filters("shop/#"), before, log.head(), 9).messages().size());
    assertEquals(1, log.retained(filters("#"), "", 9).size());
    Scheduled own = (Scheduled) accept(log, later(by("shop", "other"))).get(0);
    assertFalse(own.duplicate());
    assertEquals(1, log.schedule().list("shop", Place.START, 9).size());
  }

  @Test
  default void theSameIdWithOtherOptionsIsRefusedAndSaysWhich() throws Exception {
    FullLog log = open();
    Instant soon = clock().instant().plusSeconds(60);
    get(log.append(List.of(by("shop", "x", soon, false))));
    refused(problem(log.append(List.of(by("shop", "x", soon, true)))), "retain");
    refused(problem(log.append(List.of(by("shop", "x", null, false)))), "expiresAt");
    refused(
        problem(log.append(List.of(by("shop", "x", soon.plusSeconds(1), true)))),
        "expiresAt",
        "retain");
    Draft same = by("shop", "x", soon, false);
    refused(problem(log.append(List.of(same.withData("2")))), "data");
    refused(
        problem(log.append(List.of(same.withProperties("{\"qos\":0,\"user\":[\"a\",\"b\"]}")))),
        "MQTT property");
    assertTrue(
        get(log.append(
                List.of(same.withProperties("{\"qos\":1,\"publisher\":\"alice \\\"s\\\"\"}"))))
            .get(0)
            .duplicate(),
        "another connection makes no other message");
    TraceParent trace = new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    assertTrue(
        get(log.append(List.of(same.traced(trace)))).get(0).duplicate(),
        "a retry has a trace of its own");
    refused(problem(log.schedule().accept(List.of(later(same)), null, 9)), "sendAt");
    assertEquals(1, log.head());
  }

  @Test
  default void whatWaitsIsComparedAsWell() throws Exception {
    FullLog log = open();
    Draft draft = by("shop", "x");
    accept(log, later(draft));
    assertTrue(accept(log, later(draft)).get(0).duplicate());
    refused(problem(log.append(List.of(draft))), "x");
    refused(
        problem(
            log.schedule().accept(List.of(new Submission(draft, far().plusSeconds(1))), null, 9)),
        "sendAt");
    refused(
        problem(log.schedule().accept(List.of(later(by("shop", "x", null, true))), null, 9)),
        "retain");
    clock().turn(Duration.between(clock().instant(), far()));
    assertEquals(1, get(log.schedule().sendDue()));
    Stored sent = (Stored) accept(log, later(draft)).get(0);
    assertTrue(sent.duplicate());
    assertEquals(1, sent.cursor().position());
    refused(problem(log.append(List.of(draft))), "sendAt");
  }

  @Test
  default void aLifetimeIsComparedAndNotTheTimeThatItEndsAt() throws Exception {
    FullLog log = open();
    Draft draft = by("shop", "x");
    Duration hour = Duration.ofHours(1);
    get(log.append(List.of(draft.withExpiry(clock().instant().plus(hour), hour))));
    clock().turn(Duration.ofSeconds(5));
    Draft again = draft.withExpiry(clock().instant().plus(hour), hour);
    assertTrue(get(log.append(List.of(again))).get(0).duplicate());
    Draft longer = draft.withExpiry(clock().instant().plus(hour), hour.plusSeconds(1));
    refused(problem(log.append(List.of(longer))), "expiresAt");
  }

  @Test
  default void anIdOfSeveralIsOnesOwnOrHasToBeNamed() throws Exception {
    FullLog log = open();
    get(log.append(List.of(by("eve", "x"), by("shop", "x"))));
    Problem ambiguous = problem(log.recall("x", found -> true, "root"));
    refused(ambiguous, "eve", "shop", "sender");
    get(log.recall("x", found -> "shop".equals(found.message().sender()), "shop"));
    assertEquals(List.of("1"), data(log.read(filters("shop/orders"), 0, 2, 9).messages()));
    assertEquals("eve", log.read(filters("shop/orders"), 0, 2, 9).messages().get(0).sender());
    get(log.recall("x", "eve", found -> true, "root"));
    assertEquals(List.of(), log.read(filters("shop/orders"), 0, 2, 9).messages());
    assertEquals(404, problem(log.recall("x", "bob", found -> true, "root")).status());
  }

  private static CompletionStage<Optional<Cursor>> withdraw(
      FullLog log,
      String id,
      @Nullable String sender,
      boolean any,
      Predicate<StoredMessage> allowed,
      String by) {
    return new Withdrawal(id, sender, any, allowed, by).in(log.transactions());
  }

  @Test
  default void whatWaitsIsWithdrawnByItsPublisherOrByName() throws Exception {
    FullLog log = open();
    get(log.append(List.of(by("shop", "x"))));
    accept(log, later(by("eve", "x")), later(by("bob", "x")));
    refused(problem(withdraw(log, "x", null, true, found -> true, "root")), "eve", "shop");
    refused(problem(log.schedule().cancel("x", null)), "bob", "eve");
    assertEquals(
        404, problem(withdraw(log, "x", "bob", false, found -> false, "mallory")).status());
    assertEquals(Optional.empty(), get(withdraw(log, "x", null, false, found -> false, "eve")));
    assertEquals(Optional.empty(), get(withdraw(log, "x", "bob", true, found -> true, "root")));
    assertTrue(get(withdraw(log, "x", null, true, found -> true, "root")).isPresent());
    assertEquals(List.of(), log.schedule().list(null, Place.START, 9));
  }

  @Test
  default void lookingUpManyIdsTakesManySearchesAndNoScan() throws Exception {
    FullLog log = open();
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      drafts.add(by(i % 2 == 0 ? "eve" : "shop", "id-" + i / 2));
    }
    get(log.append(drafts));
    assertTrue(get(log.append(drafts)).stream().allMatch(Receipt::duplicate));
    assertEquals(1_200, log.head());
  }
}
