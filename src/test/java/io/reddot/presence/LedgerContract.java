package io.reddot.presence;

import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.message.Topic;
import io.reddot.presence.LedgerStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for the ledger of sessions. */
public interface LedgerContract extends LogFixture {
  private Row row(String session, @Nullable Instant until, long start, long through, String to) {
    Instant since = clock().instant();
    return new Row(session, "alice", "a phone", "sse", since, until, start, through, to, null);
  }

  private static List<String> around(LedgerStore ledger, long position, String topic) {
    List<String> sessions = new ArrayList<>();
    ledger.around(position, new Topic(topic), row -> sessions.add(row.session()));
    return sessions.stream().sorted().toList();
  }

  @Test
  default void aRowTakesThePlaceOfTheOneOfTheSameSession() throws Exception {
    FullLog log = open();
    Row first = row("s", null, 3, 1L << 40, "a/#\nb\t5\t7");
    get(log.ledger().write(List.of(first, row("t", null, 0, 0, "x"))));
    Instant until = clock().instant().plusSeconds(1);
    Row second =
        new Row("s", "alice", "a phone", "sse", first.since(), until, 3, 1L << 41, "a/#\nc", 4008);
    get(log.ledger().write(List.of(second)));
    log.close();
    List<Row> rows = open().ledger().of("alice", Instant.EPOCH, 9);
    assertEquals(2, rows.size());
    assertEquals(second, rows.stream().filter(r -> r.session().equals("s")).findFirst().get());
    assertEquals(
        null, rows.stream().filter(r -> r.session().equals("t")).findFirst().get().until());
  }

  @Test
  default void findsThoseThatMayHaveBeenHandedAMessage() throws Exception {
    LedgerStore ledger = open().ledger();
    get(
        ledger.write(
            List.of(
                row("all", null, 0, 9, "#"),
                row("before", null, 0, 4, "#"),
                row("behind", null, 5, 9, "#"),
                row("exact", null, 4, 5, "x\na/b%_\\c\ty"),
                row("like", null, 0, 9, "a/bXYZ"),
                row("one", null, 0, 9, "a/+/c"),
                row("other", null, 0, 9, "a/c"),
                row("another's", null, 0, 9, "user/bob/#\neveryone\nb/+"))));
    assertEquals(List.of("all", "exact", "one"), around(ledger, 5, "a/b%_\\c"));
    assertEquals(List.of("all", "another's"), around(ledger, 5, "user/bob"));
  }

  @Test
  default void findsByFiltersThatCameLater() throws Exception {
    LedgerStore ledger = open().ledger();
    get(ledger.write(List.of(row("s", null, 0, 5, "a"))));
    get(ledger.write(List.of(row("s", null, 0, 9, "a\nb/#\t5\t7"))));
    assertEquals(List.of("s"), around(ledger, 6, "b/c"));
    assertEquals(List.of("s"), around(ledger, 6, "a"));
  }

  @Test
  default void findsAUsersSessionsSinceAndTheLastBefore() throws Exception {
    LedgerStore ledger = open().ledger();
    Instant start = clock().instant();
    for (int i = 0; i < 6; i++) {
      Instant until = i == 4 ? null : clock().instant().plusMillis(500);
      get(ledger.write(List.of(row("s" + i, until, 0, 9, "a"))));
      clock().turn(Duration.ofSeconds(1));
    }
    Instant from = start.plusMillis(2_700);
    assertEquals(
        List.of("s2", "s3", "s4"), ledger.of("alice", from, 2).stream().map(Row::session).toList());
    assertEquals(List.of(), ledger.of("bob", from, 9));
  }

  @Test
  default void forgetsSessionsThatWereOverBeforeTheOldestMessage() throws Exception {
    FullLog log = open(Duration.ofMinutes(1), 1_000);
    get(log.append(List.of(draft("a", "1"))));
    get(log.ledger().write(List.of(row("old", clock().instant(), 0, 1, "a"))));
    assertEquals(0, get(log.ledger().forget()));
    clock().turn(Duration.ofMinutes(2));
    get(log.append(List.of(draft("a", "2"))));
    get(log.ledger().write(List.of(row("new", clock().instant(), 1, 2, "a"))));
    assertEquals(0, get(log.ledger().forget()), "its message is still there");
    log.trim();
    assertEquals(1, get(log.ledger().forget()));
    assertEquals(List.of("new"), around(log.ledger(), 2, "a"));
    assertEquals(1, rows("session_ledger_stem"));
  }
}
