package io.reddot.retained;

import static io.reddot.fixture.LogFixture.assertFull;
import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.filters;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.reddot.fixture.Bounds;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.log.MessageLog.Receipt;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Problem;
import io.reddot.message.Submission;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What one user, and all of them, can have retained, and no more. */
public interface RetainedBoundsContract extends LogFixture {
  Bounds FEW_RETAINED = new Bounds(0, 0, 0, 0, 3, 2_000, 4, 3_000, 0);

  private FullLog few() {
    return open(FEW_RETAINED);
  }

  private Instant later() {
    return clock().instant().plusSeconds(60);
  }

  private static Draft retain(@Nullable String sender, String topic, String data) {
    String id = UUID.randomUUID().toString();
    Encoding encoding = data.isEmpty() ? Encoding.TEXT : Encoding.JSON;
    return new Draft(
        id, true, new Topic(topic), null, '"' + data + '"', encoding, null, true, sender, null);
  }

  private static CompletionStage<List<Receipt>> retain(
      FullLog log, @Nullable String sender, String... topics) {
    return log.append(List.of(topics).stream().map(topic -> retain(sender, topic, "x")).toList());
  }

  private static CompletionStage<List<Receipt>> clear(FullLog log, String topic) {
    return log.append(List.of(retain("mallory", topic, "")));
  }

  /** What is counted is what there is. */
  private void assertCounted() throws Exception {
    List<String> counted = new ArrayList<>();
    List<String> there = new ArrayList<>();
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("SELECT owner, topics, size FROM retained_use ORDER BY owner")) {
        while (row.next()) {
          counted.add(row.getString(1) + " " + row.getLong(2) + " " + row.getLong(3));
        }
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT owner, count(*), sum(size) FROM retained GROUP BY owner"
                  + " UNION SELECT '/', count(*), COALESCE(sum(size), 0) FROM retained"
                  + " ORDER BY 1")) {
        while (row.next()) {
          there.add(row.getString(1) + " " + row.getLong(2) + " " + row.getLong(3));
        }
      }
    }
    assertEquals(there, counted);
  }

  @Test
  default void aUserRetainsSoManyTopicsAndSoDoAll() throws Exception {
    FullLog log = few();
    get(retain(log, "mallory", "a", "b"));
    assertFull("user.retained", retain(log, "mallory", "c", "d"));
    assertEquals(2, log.head(), "all or nothing");
    get(retain(log, "mallory", "c"));
    get(retain(log, "mallory", "a", "b", "c")); // in the place of what it has
    assertFull("user.retained", retain(log, "mallory", "d"));
    get(log.append(List.of(draft("d", "1")))); // it may publish
    get(retain(log, "bob", "d"));
    assertFull("retained", retain(log, "bob", "e"));
    get(retain(log, null, "e")); // the house
    get(retain(log, "bob", "a")); // takes it over
    get(retain(log, null, "a"));
    assertCounted();
    get(clear(log, "e"));
    get(clear(log, "a"));
    get(clear(log, "nothing"));
    get(retain(log, "mallory", "f"));
    assertFull("user.retained", retain(log, "mallory", "g"));
    assertEquals(4, log.retained(filters("#"), "", 9).size());
    assertCounted();
  }

  @Test
  default void whatIsRefusedTakesNothingFromWhoHasTheTopic() throws Exception {
    FullLog log = few();
    get(retain(log, "bob", "a"));
    get(retain(log, "mallory", "b", "c", "d"));
    assertFull("user.retained", retain(log, "mallory", "a"));
    assertCounted();
  }

  /** In one transaction, one after the other. */
  @Test
  default void whatIsRefusedLeavesRoomForTheNext() throws Exception {
    FullLog log = few();
    List<CompletionStage<List<Receipt>>> asked =
        IntStream.range(0, 20)
            .mapToObj(i -> retain(log, i % 2 == 0 ? "mallory" : "bob", "t" + i, "u" + i))
            .toList();
    int done = 0;
    for (CompletionStage<List<Receipt>> one : asked) {
      try {
        get(one);
        done++;
      } catch (ExecutionException full) {
        assertEquals(429, ((Problem) full.getCause()).status());
      }
    }
    assertEquals(2, done);
    assertCounted();
  }

  @Test
  default void aUserRetainsSoManyBytes() throws Exception {
    FullLog log = few();
    get(log.append(List.of(retain("mallory", "a", "ü".repeat(500)))));
    assertFull("user.retained-bytes", log.append(List.of(retain("mallory", "b", "x".repeat(900)))));
    get(log.append(List.of(retain("mallory", "b", "x".repeat(500)))));
    assertFull("user.retained-bytes", log.append(List.of(retain("mallory", "b", "x".repeat(900)))));
    get(log.append(List.of(retain("mallory", "b", "x".repeat(400)))));
    assertFull("retained-bytes", log.append(List.of(retain("bob", "c", "x".repeat(1_600)))));
    assertCounted();
  }

  @Test
  default void whatIsTakenAwayOtherwiseIsNotCountedAnyMore() throws Exception {
    FullLog log = few();
    Draft expires = retain("mallory", "a", "x").withExpiry(clock().instant().plusSeconds(60));
    Draft recalled = retain("mallory", "b", "x");
    get(log.append(List.of(expires, recalled)));
    get(retain(log, "mallory", "c"));
    get(log.recall(recalled.id(), found -> true, "mallory"));
    get(retain(log, "mallory", "d"));
    assertCounted();
    clock().turn(Duration.ofHours(2));
    log.trim();
    get(retain(log, "mallory", "e"));
    assertFull("user.retained", retain(log, "mallory", "f"));
    assertCounted();
  }

  @Test
  default void whatIsRetainedIsListedAndTakenAway() throws Exception {
    FullLog log = open(Bounds.NONE);
    get(retain(log, "mallory", "a/1", "a/2", "b/1", "a/3"));
    get(retain(log, "bob", "a/4", "a/5"));
    get(retain(log, null, "a/6"));
    RetainedStore store = log.retainedStore();
    TopicFilter filter = new TopicFilter("a/+");
    RetainedStore.Page page = store.list(null, filter, "", 4);
    assertEquals("[a/1, a/2, a/3, a/4]", topics(page));
    assertEquals("mallory", page.retained().get(0).owner());
    assertEquals(1, page.retained().get(0).position());
    assertEquals("[a/5, a/6]", topics(store.list(null, filter, page.next(), 4)));
    assertEquals("[a/4, a/5]", topics(store.list("bob", filter, "", 4)));
    assertNull(store.list("bob", filter, "", 4).next());
    assertEquals(1, get(store.forget("mallory", List.of("a/2", "a/4", "c"))));
    assertEquals(2, get(store.forget(null, List.of("a/4", "a/6", "a/6"))));
    assertEquals("[a/1, a/3, a/5, b/1]", topics(store.list(null, TopicFilter.ALL, "", 9)));
    assertEquals(4, log.retained(filters("#"), "", 9).size());
    assertCounted();
  }

  private static String topics(RetainedStore.Page page) {
    return page.retained().stream().map(RetainedStore.Retained::topic).toList().toString();
  }

  /** What retention has spared goes when it is taken away. */
  @Test
  default void whatWasSparedGoesWhenItIsTakenAway() throws Exception {
    FullLog log = open(Duration.ofDays(1), 1);
    get(retain(log, "mallory", "a", "b"));
    get(log.append(List.of(draft("c", "1"), draft("c", "2"))));
    log.trim();
    assertEquals(1, get(log.retainedStore().forget("mallory", List.of("a"))));
    assertNull(log.at(1));
    assertNotNull(log.at(2));
  }

  /** Accepted where there is room; if there is none when it is due, it is sent all the same. */
  @Test
  default void whatIsScheduledIsSentButNotRetainedBeyondTheBound() throws Exception {
    FullLog log = few();
    List<Submission> scheduled =
        IntStream.range(0, 4)
            .mapToObj(i -> new Submission(retain("mallory", "t" + i, "x"), later()))
            .toList();
    get(log.schedule().accept(scheduled, null, 100));
    clock().turn(Duration.ofMinutes(2));
    assertEquals(4, get(log.schedule().sendDue()));
    assertEquals(4, log.read(filters("#"), 0, 9, 9).messages().size());
    assertEquals(3, log.retained(filters("#"), "", 9).size());
    Submission more = new Submission(retain("mallory", "u", "x"), later());
    assertFull("user.retained", log.schedule().accept(List.of(more), null, 100));
    assertCounted();
  }
}
