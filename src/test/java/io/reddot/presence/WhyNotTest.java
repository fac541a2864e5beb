package io.reddot.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.hub.Recipients.Standing;
import io.reddot.hub.Recipients.State;
import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.presence.RefusalStore.Refusal;
import io.reddot.session.DeliveryRecord;
import io.reddot.session.Goodbye;
import io.reddot.session.Identity;
import io.reddot.session.SubscribedRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every verdict, and which of several reasons counts. */
class WhyNotTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final long POSITION = 10;

  /** Facts about bob and one message, which are changed one after another. */
  private static final class Facts {
    private String topic = "group/g";
    private boolean recalled;
    private Standing standing = Standing.RECIPIENT;
    private State state = State.UNREAD;
    private @Nullable Instant readAt;
    private boolean known = true;
    private boolean reachable;
    private @Nullable Instant expiresAt;
    private final List<DeliveryRecord> sessions = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();

    Facts plain() {
      topic = "a/b";
      standing = Standing.OPEN;
      state = State.ABSENT;
      return this;
    }

    Facts other() {
      standing = Standing.OTHER;
      return this;
    }

    Facts unknown() {
      known = false;
      return this;
    }

    Facts reachable() {
      reachable = true;
      return this;
    }

    Facts is(State now) {
      state = now;
      readAt = now == State.READ ? AT.plusSeconds(5) : null;
      return this;
    }

    Facts recalled() {
      recalled = true;
      state = state == State.UNREAD ? State.ABSENT : state;
      return this;
    }

    Facts expired() {
      expiresAt = AT.plusSeconds(10);
      state = state == State.UNREAD ? State.ABSENT : state;
      return this;
    }

    Facts refused(String filter) {
      refusals.add(new Refusal("bob", filter, AT.minusSeconds(9), "x/#, user/bob/#"));
      return this;
    }

    /**
     * @param since in seconds after the message
     * @param until as since; null: it lasts
     */
    Facts session(
        String id,
        int since,
        @Nullable Integer until,
        long start,
        long through,
        @Nullable Goodbye goodbye,
        String... filters) {
      sessions.add(
          new DeliveryRecord(
              new Identity(id, "bob", "", "", "sse", Instant.MAX),
              AT.plusSeconds(since),
              until == null ? null : AT.plusSeconds(until),
              start,
              through,
              Arrays.stream(filters)
                  .map(one -> new SubscribedRange(new TopicFilter(one), 0, SubscribedRange.ONGOING))
                  .toList(),
              goodbye));
      return this;
    }

    Facts handed(String filter) {
      return session("handed", -60, null, 1, 20, null, filter);
    }

    Facts slow(String filter) {
      return session("slow", -60, 1, 1, 9, Goodbye.SLOW, filter);
    }

    Facts before() {
      return session("before", -60, -30, 1, 5, null, "#");
    }

    WhyNot whyNot() {
      Message message =
          new Message(
              new Cursor("log", POSITION),
              "m",
              new Topic(topic),
              null,
              AT,
              "1",
              Encoding.JSON,
              expiresAt,
              false,
              null,
              null);
      return new WhyNot(
          "bob",
          message,
          recalled,
          recalled ? AT.plusSeconds(3) : null,
          standing,
          state,
          readAt,
          known,
          reachable,
          sessions,
          refusals,
          AT.plusSeconds(60));
    }
  }

  /** A case: its verdict, in which session, and in how many seconds after the message. */
  private record Case(
      Facts facts, String code, @Nullable String session, @Nullable Integer at, String reason) {}

  private static Case of(
      String code, @Nullable String session, @Nullable Integer at, String reason, Facts facts) {
    return new Case(facts, code, session, at, reason);
  }

  private static Facts facts() {
    return new Facts();
  }

  static Stream<Case> cases() {
    return Stream.of(
        // read: whatever happened later
        of("read", null, 5, "bob has read", facts().is(State.READ)),
        of("read", null, 5, "bob has read", facts().is(State.READ).recalled().handed("#")),
        of("read", null, 5, "bob has read", facts().is(State.READ).expired()),
        of("read", null, 5, "bob has read", facts().is(State.READ).other()),
        of("read", null, null, "archived", facts().is(State.ARCHIVED)),
        // unknown, unless something is known
        of("unknown-user", null, null, "ever seen", facts().unknown()),
        of("unknown-user", null, null, "ever seen", facts().unknown().other()),
        of("unknown-user", null, null, "ever seen", facts().plain().unknown().recalled()),
        of("not-connected", "before", -30, "unread", facts().unknown().before()),
        of("refused", null, -9, "a/#", facts().plain().unknown().refused("a/#")),
        // not for it, unless its session was to get it all the same
        of("not-a-member", null, null, "the group g", facts().other().before()),
        of("not-a-member", null, null, "the group g", facts().other().recalled().before()),
        of("not-a-member", null, null, "the group g", facts().other().refused("group/g")),
        of("not-a-member", null, null, "the group g", late(facts().other(), "group/g")),
        of("handed", "handed", 0, "not marked", facts().other().handed("#")),
        of("unread", "handed", null, "not taken", behind(facts().other(), "group/g")),
        of("not-connected", null, null, "unread", facts().other().reachable()),
        // recalled and expired
        of("recalled", null, 3, "before it was delivered", facts().recalled().before()),
        of("recalled", "handed", 3, "after it was delivered", facts().recalled().handed("#")),
        of("recalled", null, 3, "before it was", facts().recalled().expired()),
        of("recalled", "handed", 3, "after it was", facts().plain().recalled().handed("#")),
        of("expired", null, 10, "before it was delivered", facts().expired().before()),
        of("expired", "handed", 10, "before it was read", facts().expired().handed("#")),
        of("expired", null, 10, "before it was delivered", facts().plain().expired().slow("a/b")),
        of("handed", "handed", 0, "delivered", facts().plain().expired().handed("#")),
        // handed
        of("handed", "handed", 0, "not marked", facts().handed("group/g").slow("group/g")),
        of("handed", "handed", 0, "delivered", facts().plain().handed("a/+").refused("#")),
        of(
            "handed",
            "back",
            7,
            "delivered",
            facts().slow("group/g").session("back", 7, null, 9, 30, null, "group/g")),
        // refused
        of("refused", null, -9, "covered only x/#", facts().plain().refused("a/b")),
        of("refused", null, -9, "to # was", facts().refused("#").before()),
        of("unread", null, null, "no session", online(facts().refused("#"))),
        of("refused", null, -9, "to a/# was", online(facts().plain().refused("a/#"))),
        of("not-subscribed", "online", null, "No session", online(facts().plain().refused("b"))),
        of("slow", "slow", 1, "slow", facts().plain().slow("a/b").refused("#")),
        // slow
        of("slow", "slow", 1, "slow", facts().slow("group/g")),
        of("slow", "slow", 1, "slow", online(facts().slow("group/g"))),
        of("unread", null, null, "no session", facts().slow("other")),
        // connected or not
        of("not-connected", null, null, "waits unread", facts()),
        of("not-connected", "before", -30, "not been connected", facts().plain().before()),
        of(
            "not-connected",
            "left",
            2,
            "ended (unresponsive) before",
            facts().plain().session("left", -9, 2, 1, 9, Goodbye.UNRESPONSIVE, "a/b")),
        // connected, but
        of("unread", null, null, "no session since", online(facts())),
        of("unread", "handed", null, "has not taken it yet", behind(facts(), "group/g")),
        of(
            "unread",
            "left",
            null,
            "the session ended before",
            facts().session("left", -9, 2, 1, 9, null, "group/g")),
        of("pending", "handed", null, "not taken it yet", behind(facts().plain(), "a/b")),
        of("not-subscribed", "online", null, "No session", online(facts().plain())),
        of("not-subscribed", "late", null, "began after", late(facts().plain(), "a/b")));
  }

  private static Facts online(Facts facts) {
    return facts.session("online", -60, null, 1, 20, null, "other");
  }

  private static Facts behind(Facts facts, String filter) {
    return facts.session("handed", -60, null, 1, 9, null, filter);
  }

  private static Facts late(Facts facts, String filter) {
    return facts.session("late", 8, null, 15, 20, null, filter);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsTheFirstReasonInItsOrder(Case one) {
    Verdict verdict = one.facts.whyNot().verdict();
    assertEquals(one.code, verdict.json().getString("code"), verdict::toString);
    assertEquals(one.session, verdict.session(), verdict::toString);
    assertEquals(one.at == null ? null : AT.plusSeconds(one.at), verdict.at(), verdict::toString);
    assertTrue(verdict.reason().contains(one.reason), verdict::reason);
    assertTrue(verdict.reason().endsWith("."), verdict::reason);
    assertFalse(verdict.reason().contains("null"), verdict::reason);
    assertEquals(one.session != null, verdict.json().containsKey("session"));
    assertEquals(one.at != null, verdict.json().containsKey("at"));
  }
}
