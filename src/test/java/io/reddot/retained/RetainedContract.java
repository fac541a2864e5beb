package io.reddot.retained;

import static io.reddot.fixture.LogFixture.data;
import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.filters;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for retained messages, and for a single message by its position. */
public interface RetainedContract extends LogFixture {
  private static Draft retain(String topic, String data) {
    return retain(topic, data, Encoding.JSON, null);
  }

  private static Draft retain(
      String topic, String data, Encoding encoding, @Nullable Instant expiresAt) {
    String id = UUID.randomUUID().toString();
    return new Draft(
        id, false, new Topic(topic), null, data, encoding, expiresAt, true, null, null);
  }

  private static Draft clear(String topic) {
    return retain(topic, "\"\"", Encoding.TEXT, null);
  }

  private static List<String> retained(FullLog log, String... patterns) {
    return data(log.retained(filters(patterns), "", 100));
  }

  @Test
  default void theNewestRetainedMessageOfATopicWins() throws Exception {
    FullLog log = open();
    get(log.append(List.of(retain("a", "1"), retain("b", "2"))));
    get(log.append(List.of(retain("a", "3"))));
    get(log.append(List.of(draft("a", "4"))));
    assertEquals(List.of("3", "2"), retained(log, "#"));
    Message first = log.retained(filters("a"), "", 1).get(0);
    assertEquals(log.at(3), first);
  }

  @Test
  default void theLastOfABatchIsRetained() throws Exception {
    FullLog log = open();
    get(log.append(List.of(retain("a", "1"), retain("a", "2"), clear("b"), retain("b", "3"))));
    get(log.append(List.of(retain("c", "4"), clear("c"))));
    assertEquals(List.of("2", "3"), retained(log, "#"));
  }

  @Test
  default void anEmptyMessageClearsWhatIsRetainedAndIsItselfInTheLog() throws Exception {
    FullLog log = open();
    get(log.append(List.of(retain("a", "1"), retain("b", "2"))));
    get(log.append(List.of(clear("a"), draft("b", "\"\""))));
    assertEquals(List.of("2"), retained(log, "#"));
    assertEquals(4, log.read(filters("#"), 0, 4, 9).messages().size());
    // an empty JSON string that was published as JSON is a message as any other
    get(log.append(List.of(retain("a", "\"\""))));
    assertEquals(List.of("\"\"", "2"), retained(log, "#"));
  }

  @Test
  default void aRepeatedIdDoesNotBringAnOldRetainedMessageBack() throws Exception {
    FullLog log = open();
    Draft own =
        new Draft("x", true, new Topic("a"), null, "1", Encoding.JSON, null, true, null, null);
    get(log.append(List.of(own)));
    get(log.append(List.of(retain("a", "2"))));
    assertTrue(get(log.append(List.of(own))).get(0).duplicate());
    assertEquals(List.of("2"), retained(log, "a"));
  }

  @Test
  default void retentionSparesWhatIsRetainedUntilItIsNot() throws Exception {
    FullLog log = open(Duration.ofHours(1), 2);
    get(log.append(List.of(retain("a", "1"), retain("b", "2"), draft("a", "3"))));
    clock().turn(Duration.ofHours(2));
    log.trim();
    assertEquals(3, log.floor());
    assertEquals(List.of("1", "2"), retained(log, "#"));
    assertNotNull(log.at(1));
    assertNull(log.at(3));
    get(log.append(List.of(retain("a", "4"), clear("b"))));
    log.trim();
    assertEquals(List.of("4"), retained(log, "#"));
    assertNull(log.at(1));
    assertNull(log.at(2));
    assertEquals(3, log.floor());
  }

  @Test
  default void anExpiredMessageIsNotRetained() throws Exception {
    FullLog log = open();
    Instant soon = clock().instant().plusSeconds(10);
    get(log.append(List.of(retain("a", "1", Encoding.JSON, soon), retain("b", "2"))));
    assertEquals(List.of("1", "2"), retained(log, "#"));
    clock().turn(Duration.ofSeconds(10));
    assertEquals(List.of("2"), retained(log, "#"));
    assertNull(log.at(1));
    get(log.append(List.of(retain("c", "3", Encoding.JSON, clock().instant().plusSeconds(1)))));
    clock().turn(Duration.ofHours(2));
    get(log.append(List.of(retain("c", "4"))));
    log.trim();
    assertEquals(List.of("2", "4"), retained(log, "#"));
    clock().turn(Duration.ofHours(-3));
    assertEquals(List.of("2", "4"), retained(log, "#"), "the row is gone with the message");
  }

  @Test
  default void wildcardsReachWhatTheyMatchInOrderOfTopic() throws Exception {
    FullLog log = open();
    List<String> topics =
        List.of("$sys/x", "/", "B", "a", "a/", "a/b", "a/b/c", "a0", "b", "é/b", "\uffee", "🔴");
    for (String topic : topics.stream().sorted().toList()) {
      get(log.append(List.of(retain(topic, '"' + topic + '"'))));
    }
    assertEquals(topics.subList(1, topics.size()), matching(log, "#"));
    assertEquals(List.of("a", "a/", "a/b", "a/b/c"), matching(log, "a/#"));
    assertEquals(List.of("a/", "a/b"), matching(log, "a/+"));
    assertEquals(List.of("a/b", "é/b"), matching(log, "+/b"));
    assertEquals(List.of("$sys/x"), matching(log, "$sys/+"));
    assertEquals(List.of("$sys/x", "b"), matching(log, "b", "$sys/x", "none", "b"));
    assertEquals(List.of("B", "a/b", "a/b/c", "b"), matching(log, "b", "a/b/#", "B", "a/b"));
    assertEquals(List.of(), log.retained(List.of(), "", 9));
  }

  private static List<String> matching(FullLog log, String... patterns) {
    return log.retained(filters(patterns), "", 100).stream().map(m -> m.topic().name()).toList();
  }

  @Test
  default void retainedMessagesComeInPages() throws Exception {
    FullLog log = open();
    int count = 2 * RetainedReader.TOPICS_AT_ONCE + 10;
    List<Draft> drafts = new ArrayList<>();
    IntStream.range(0, count).forEach(i -> drafts.add(retain("t/%05d/x".formatted(i), "" + i)));
    drafts.add(retain("t/00003", "\"between\""));
    drafts.add(retain("t/01005/y", "\"last\""));
    get(log.append(drafts));
    List<String> seen = new ArrayList<>();
    List<Message> page = log.retained(filters("t/+/x", "t/00003"), "", 7);
    while (!page.isEmpty()) {
      assertTrue(page.size() <= 7);
      seen.addAll(data(page));
      String last = page.get(page.size() - 1).topic().name();
      page = log.retained(filters("t/+/x", "t/00003"), last, 7);
    }
    List<String> all = new ArrayList<>(IntStream.range(0, count).mapToObj(i -> "" + i).toList());
    all.add(3, "\"between\"");
    assertEquals(all, seen);
    assertEquals(List.of("\"last\""), data(log.retained(filters("t/+/y"), "t/00003", 1)));
  }

  @Test
  default void manyExactTopicsAreReadAsOne() throws Exception {
    FullLog log = open();
    String[] topics =
        IntStream.range(0, 3 * RetainedReader.TOPICS_AT_ONCE)
            .mapToObj(i -> "t" + (i + 10_000))
            .toArray(String[]::new);
    get(log.append(List.of(retain("t11400", "2"), retain("t10001", "1"), retain("u", "3"))));
    assertEquals(List.of("1", "2"), retained(log, topics));
    assertEquals(List.of("2"), data(log.retained(filters(topics), "t10001", 9)));
  }

  @Test
  default void aPageOfLargeRetainedMessagesEndsEarly() throws Exception {
    FullLog log = open();
    String large = '"' + "x".repeat(700_000) + '"';
    get(log.append(List.of(retain("a", large), retain("b", large), retain("c", large))));
    assertEquals(2, log.retained(filters("#"), "", 9).size());
    assertEquals(1, log.retained(filters("#"), "b", 9).size());
  }

  @Test
  default void aMessageIsFoundByItsPosition() throws Exception {
    FullLog log = open();
    get(log.append(List.of(draft("a", "1"), draft("$sys", "2"))));
    assertEquals("2", log.at(2).data());
    assertNull(log.at(0));
    assertNull(log.at(3));
  }
}
