package io.reddot.presence;

import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.access.Caller;
import io.reddot.access.Validity;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.message.TopicFilter;
import io.reddot.presence.RefusalStore.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of refused subscriptions, on every database. */
public interface RefusalContract extends LogFixture {
  private Refusals refusals(FullLog log) {
    return new Refusals(new RefusalStore(log.transactions()), clock());
  }

  private Caller caller(String user, String... reads) {
    return Caller.of(
        user,
        Set.of(),
        LogFixture.filters(reads),
        List.of(),
        Validity.until(clock().instant().plusSeconds(60)));
  }

  private static List<String> filters(Refusals refusals, String user) {
    return refusals.of(user).stream().map(Refusal::filter).toList();
  }

  @Test
  default void aRefusalIsKnownBeforeAndAfterItIsStored() throws Exception {
    FullLog log = open();
    Refusals refusals = refusals(log);
    refusals.refused(caller("alice", "a/#"), new TopicFilter("b"));
    clock().turn(Duration.ofSeconds(1));
    refusals.refused(caller("alice", "a/#"), new TopicFilter("c"));
    refusals.refused(caller("bob"), new TopicFilter("d"));
    assertEquals(List.of("c", "b"), filters(refusals, "alice"));
    refusals.write();
    assertEquals(3, rows("session_refusal"));
    assertEquals(List.of("c", "b"), filters(refusals, "alice"));
    Refusals other = refusals(log);
    assertEquals(List.of("c", "b"), filters(other, "alice"));
    assertEquals("a/#, user/alice/#, everyone", other.of("alice").get(0).grants());
    clock().turn(Duration.ofSeconds(1));
    other.refused(caller("alice", "x"), new TopicFilter("b"));
    other.write();
    assertEquals(3, rows("session_refusal"), "the latest of each filter");
    assertEquals(List.of("b", "c"), filters(other, "alice"));
    assertEquals(clock().instant(), other.of("alice").get(0).at());
  }

  @Test
  default void whatACallerAsksForInVainIsBounded() throws Exception {
    FullLog log = open();
    Refusals refusals = refusals(log);
    String[] many = IntStream.range(0, 200).mapToObj(i -> "topic/" + i).toArray(String[]::new);
    Caller alice = caller("alice", many);
    for (int i = 0; i < 2 * RefusalStore.ROWS; i++) {
      refusals.refused(alice, new TopicFilter("f/" + i));
    }
    assertEquals(RefusalStore.ROWS, refusals.of("alice").size());
    refusals.write();
    assertEquals(RefusalStore.OF_A_USER, rows("session_refusal"));
    assertEquals(RefusalStore.OF_A_USER, refusals.of("alice").size());
    assertEquals(true, refusals.of("alice").get(0).grants().length() <= 520);
  }

  @Test
  default void refusalsAreForgottenWithTheMessagesOfTheirTime() throws Exception {
    FullLog log = open(Duration.ofMinutes(1), 1_000);
    Refusals refusals = refusals(log);
    get(log.append(List.of(draft("a", "1"))));
    refusals.refused(caller("alice"), new TopicFilter("old"));
    refusals.write();
    refusals.forget();
    assertEquals(1, rows("session_refusal"));
    clock().turn(Duration.ofMinutes(2));
    get(log.append(List.of(draft("a", "2"))));
    refusals.refused(caller("alice"), new TopicFilter("new"));
    refusals.write();
    log.trim();
    refusals.forget();
    assertEquals(List.of("new"), filters(refusals, "alice"));
  }
}
