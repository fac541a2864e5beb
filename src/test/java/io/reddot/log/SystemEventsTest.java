package io.reddot.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Mark;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.InboxMarked;
import io.reddot.message.SystemEvent.InboxesShrunk;
import io.reddot.message.SystemEvent.InboxesShrunk.Cause;
import io.reddot.message.SystemEvent.MembershipChanged;
import io.reddot.message.SystemEvent.MessageRecalled;
import io.reddot.message.SystemEvent.Selection;
import io.reddot.message.SystemEvent.SessionDisconnected;
import io.reddot.message.SystemEvent.SessionRenewed;
import io.reddot.message.SystemEvent.TokenRevoked;
import io.reddot.message.SystemEvent.UserDisconnected;
import io.reddot.message.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.time.api.DateTimes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemEventsTest {
  private static final Cursor CURSOR = new Cursor("log1", 1_295);
  private static final Instant UNTIL = Instant.parse("2030-01-31T12:00:00.123Z");

  private static Message message(String topic, @Nullable String event, String data) {
    return message(
        new Draft(
            "x", false, new Topic(topic), event, data, Encoding.JSON, null, false, null, null));
  }

  private static Message message(Draft draft) {
    return Message.of(draft, CURSOR.at(2_000), Instant.EPOCH);
  }

  private static @Nullable SystemEvent decode(String topic, String event, String data) {
    return SystemEvents.decode(message(topic, event, data));
  }

  @Property
  void decodesWhatItHasEncoded(@ForAll("events") SystemEvent event) {
    Draft draft = SystemEvents.encode(event, "root");
    assertEquals(event, SystemEvents.decode(message(draft)));
    assertTrue(draft.data().chars().allMatch(c -> c >= ' '));
    byte[] utf8 = draft.data().getBytes(StandardCharsets.UTF_8);
    assertEquals(draft.data(), new String(utf8, StandardCharsets.UTF_8), "a database can store it");
    assertEquals("root", draft.sender());
  }

  @Provide
  Arbitrary<SystemEvent> events() {
    Arbitrary<String> texts = Arbitraries.strings().all().ofMaxLength(40);
    Arbitrary<String> levels = texts.filter(SystemEventsTest::isLevel);
    Arbitrary<Topic> topics =
        levels.list().ofMaxSize(3).map(all -> new Topic("t/" + String.join("/", all)));
    Arbitrary<Cursor> cursors =
        Combinators.combine(
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(32),
                Arbitraries.longs().greaterOrEqual(0))
            .as(Cursor::new);
    Arbitrary<Instant> times = DateTimes.instants();
    Arbitrary<Selection> selections =
        Arbitraries.oneOf(
            texts.list().map(Selection.Ids::new),
            cursors.list().map(Selection.Cursors::new),
            cursors.map(Selection.UpTo::new));
    return Arbitraries.oneOf(
        List.of(
            Combinators.combine(topics, texts, cursors).as(MessageRecalled::new),
            Combinators.combine(levels, Arbitraries.of(Mark.class), selections)
                .as(InboxMarked::new),
            Combinators.combine(levels, texts, Arbitraries.of(true, false))
                .as(MembershipChanged::new),
            Combinators.combine(Arbitraries.of(Cause.class), topics.list()).as(InboxesShrunk::new),
            Combinators.combine(texts, times).as(TokenRevoked::new),
            Combinators.combine(levels, times).as(UserDisconnected::new),
            Combinators.combine(levels, Arbitraries.of("{}", "{\"user\":\"\\u00e9\"}"))
                .as(SessionRenewed::new),
            levels.map(SessionDisconnected::new)));
  }

  private static boolean isLevel(String text) {
    try {
      return !new Topic("$inbox/" + text).name().isEmpty() && !text.startsWith("$");
    } catch (Problem problem) {
      return false;
    }
  }

  /** As released versions have written them: these strings stand in logs. */
  @Test
  void readsTheEventsOfReleasedVersions() {
    Selection ids = new Selection.Ids(List.of("a\"é", "b\\"));
    Selection cursors = new Selection.Cursors(List.of(CURSOR, CURSOR.at(1)));
    SystemEvent[] expected = {
      new InboxMarked("alice", Mark.READ, ids),
      new InboxMarked("alice", Mark.UNREAD, cursors),
      new InboxMarked("alice", Mark.READ, new Selection.UpTo(CURSOR)),
      new InboxMarked("alice", Mark.ARCHIVE, new Selection.Ids(List.of("1"))),
      new InboxMarked("alice", Mark.UNARCHIVE, new Selection.Ids(List.of("1"))),
      new MembershipChanged("alice", "g\"'\\", true),
      new MembershipChanged("alice", "upTo", false),
      new InboxesShrunk(Cause.EXPIRED, List.of(new Topic("everyone"), new Topic("user/alice"))),
      new InboxesShrunk(Cause.TRIMMED, List.of(new Topic("group/g"))),
      new TokenRevoked("urn:uuid:1/\"é\\", UNTIL),
      new UserDisconnected("alice", UNTIL),
      new SessionRenewed("s-1", "{\"user\":\"alice\"}"),
      new SessionDisconnected("s-1"),
      new MessageRecalled(new Topic("everyone"), "1", CURSOR)
    };
    SystemEvent[] read = {
      decode("$inbox/alice", "read", "{\"ids\":[\"a\\\"é\",\"b\\\\\"]}"),
      decode("$inbox/alice", "unread", "{\"cursors\":[\"log1-zz\",\"log1-1\"]}"),
      decode("$inbox/alice", "read", "{\"upTo\":\"log1-zz\"}"),
      decode("$inbox/alice", "archive", "{\"ids\":[\"1\"]}"),
      decode("$inbox/alice", "unarchive", "{\"ids\":[\"1\"]}"),
      decode("$inbox/alice", "joined", "{\"group\":\"g\\\"'\\\\\"}"),
      decode("$inbox/alice", "left", "{\"group\":\"upTo\"}"),
      decode("$inbox", "expired", "{\"topics\":[\"everyone\",\"user/alice\"]}"),
      decode("$inbox", "trimmed", "{\"topics\":[\"group/g\"]}"),
      decode(
          "$access/token",
          "revoked",
          "{\"id\":\"urn:uuid:1/\\\"é\\\\\",\"until\":\"2030-01-31T12:00:00.123Z\"}"),
      decode("$access/user/alice", "disconnected", "{\"until\":\"2030-01-31T12:00:00.123Z\"}"),
      decode("$access/session/s-1", "renewed", "{\"user\":\"alice\"}"),
      decode("$access/session/s-1", "disconnected", "{}"),
      decode("everyone", "$recall", "{\"id\":\"1\",\"cursor\":\"log1-zz\"}")
    };
    assertEquals(Arrays.asList(expected), Arrays.asList(read));
    Set<Class<?>> kinds = new HashSet<>();
    for (SystemEvent event : expected) {
      kinds.add(event.getClass());
      Message stored = message(SystemEvents.encode(event, null));
      assertEquals(event, SystemEvents.decode(stored));
    }
    assertEquals(Set.of(SystemEvent.class.getPermittedSubclasses()), kinds, "each kind is tried");
  }

  /** The released version reads them by their order, and may run beside this one. */
  @Test
  void writesMembersInTheOrderOfReleasedVersions() {
    assertEquals(
        "{\"id\":\"t\",\"until\":\"2030-01-31T12:00:00.123Z\"}",
        SystemEvents.encode(new TokenRevoked("t", UNTIL), null).data());
    assertEquals(
        "{\"id\":\"1\",\"cursor\":\"log1-zz\"}",
        SystemEvents.encode(new MessageRecalled(new Topic("a"), "1", CURSOR), null).data());
  }

  @Test
  void findsMembersByTheirNamesAndIgnoresUnknownOnes() {
    assertEquals(
        new TokenRevoked("t", UNTIL),
        decode(
            "$access/token",
            "revoked",
            "{\"why\":[\"x\",{}],\"until\":\"2030-01-31T12:00:00.123Z\",\"id\":\"t\"}"));
    assertEquals(
        new MessageRecalled(new Topic("a"), "1", CURSOR),
        decode("a", "$recall", "{\"by\":\"eve\",\"cursor\":\"log1-zz\",\"id\":\"1\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$inbox/a | read | {}",
        "$inbox/a | read | {\"ids\":\"1\"}",
        "$inbox/a | read | {\"ids\":[1]}",
        "$inbox/a | read | {\"upTo\":\"?\"}",
        "$inbox/a | joined | []",
        "$inbox/a | left | {",
        "$inbox | trimmed | {\"topics\":[\"+\"]}",
        "$access/token | revoked | {\"id\":\"t\",\"until\":\"soon\"}",
        "$access/user/a | disconnected | null",
        "everyone | $recall | {\"id\":\"1\"}"
      })
  void reportsAMalformedEventAndGoesOn(String topic, String event, String data) {
    assertNull(decode(topic, event, data));
    List<Message> messages =
        List.of(message(topic, event, data), message("$inbox/a", "left", "{\"group\":\"g\"}"));
    assertEquals(
        List.of(new MembershipChanged("a", "g", false)),
        SystemEvents.decodeAll(messages).stream().map(logged -> logged.event()).toList());
  }

  @Test
  void takesNothingElseForAnEvent() {
    assertNull(decode("inbox/alice", "read", "{\"ids\":[\"1\"]}"));
    assertNull(decode("everyone", "recall", "{\"id\":\"1\",\"cursor\":\"log1-zz\"}"));
    assertNull(decode("$inbox/alice", "of-a-newer-version", "{}"));
    assertNull(decode("$access/token", "disconnected", "{\"until\":\"2030-01-31T12:00:00Z\"}"));
    assertNull(SystemEvents.decode(message("$inbox/alice", null, "{}")));
  }
}
