package io.reddot.transport.mqtt.store;

import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import io.reddot.transport.mqtt.store.SessionStore.Update;
import io.reddot.transport.mqtt.store.ShareStore.Share;
import io.reddot.transport.mqtt.store.ShareStore.Take;
import io.reddot.transport.mqtt.store.ShareStore.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What holds for groups that share messages. */
public interface ShareContract extends LogFixture {
  String GROUP = "$share/g/a";
  String OWNER = "alice";

  private Instant later() {
    return clock().instant().plusSeconds(60);
  }

  private static void append(FullLog log, int messages) throws Exception {
    get(log.append(LongStream.range(0, messages).mapToObj(i -> draft("a", "" + i)).toList()));
  }

  private static Take take(long from, long to, Long... kept) {
    return new Take(from, to, List.of(kept), List.of(), List.of(), 0, List.of());
  }

  private static Take settle(Long... settled) {
    return new Take(0, 0, List.of(), List.of(settled), List.of(), 0, List.of());
  }

  private static Take free(int limit) {
    return new Take(0, 0, List.of(), List.of(), List.of(), limit, List.of());
  }

  private static List<Long> sure(ShareStore shares, String node, Long... positions)
      throws Exception {
    Take doubt = new Take(0, 0, List.of(), List.of(), List.of(positions), 0, List.of());
    return get(shares.take(GROUP, node, doubt)).sure();
  }

  private static void gone(ShareStore shares, String node) throws Exception {
    assertTrue(get(shares.gone(node, shares.beats().get(node))));
  }

  /** How many rows of groups there are, in all their tables. */
  private int rows() throws Exception {
    int rows = 0;
    for (String table : List.of("node", "group", "seat", "member", "message")) {
      rows += (int) rows("share_" + table);
    }
    return rows;
  }

  @Test
  default void aGroupBeginsAtTheEndOfTheLog() throws Exception {
    FullLog log = open();
    append(log, 2);
    assertEquals(2, get(log.shares().seat(GROUP, "n", OWNER)));
    append(log, 2);
    assertEquals(2, get(log.shares().seat(GROUP, "other", OWNER)));
  }

  @Test
  default void whatOneNodeHasTakenNoOtherCan() throws Exception {
    FullLog log = open();
    ShareStore shares = log.shares();
    get(shares.seat(GROUP, "n", OWNER));
    assertEquals(0, get(shares.take(GROUP, "n", take(0, 0))).others());
    get(shares.seat(GROUP, "other", OWNER));
    append(log, 5);
    assertEquals(
        new Taken(true, 0, true, 1, List.of(), List.of()),
        get(shares.take(GROUP, "n", take(0, 3, 1L, 3L))));
    Taken late = get(shares.take(GROUP, "other", take(0, 2, 1L, 2L)));
    assertEquals(new Taken(true, 3, false, 1, List.of(), List.of()), late);
    assertEquals(
        new Taken(true, 3, true, 1, List.of(), List.of()),
        get(shares.take(GROUP, "other", take(0, 5, 1L, 3L, 4L, 5L))));
    assertEquals(List.of(1L, 3L), sure(shares, "n", 1L, 2L, 3L, 4L, 5L));
    assertEquals(List.of(4L, 5L), sure(shares, "other", 1L, 2L, 3L, 4L, 5L));
  }

  /** Who knows the log only from further on than the group is would skip something. */
  @Test
  default void nothingIsSkipped() throws Exception {
    FullLog log = open();
    get(log.shares().seat(GROUP, "n", OWNER));
    append(log, 5);
    assertFalse(get(log.shares().take(GROUP, "n", take(1, 5))).moved());
    assertTrue(get(log.shares().take(GROUP, "n", take(0, 5))).moved());
  }

  @Test
  default void whatIsDoneWithIsGone() throws Exception {
    FullLog log = open();
    ShareStore shares = log.shares();
    get(shares.seat(GROUP, "n", OWNER));
    append(log, 3);
    get(shares.take(GROUP, "n", take(0, 3, 1L, 2L, 3L)));
    get(shares.seat(GROUP, "other", OWNER));
    get(shares.take(GROUP, "other", settle(2L))); // not its own
    get(shares.take(GROUP, "n", settle(1L, 9L)));
    assertEquals(List.of(2L, 3L), sure(shares, "n", 1L, 2L, 3L));
  }

  @Test
  default void whoLeavesFreesWhatItHas() throws Exception {
    FullLog log = open();
    ShareStore shares = log.shares();
    get(shares.seat(GROUP, "n", OWNER));
    get(shares.seat(GROUP, "other", OWNER));
    append(log, 4);
    get(shares.take(GROUP, "n", take(0, 3, 1L, 2L, 3L)));
    get(shares.take(GROUP, "other", take(0, 4, 4L)));
    assertEquals(Set.of(), shares.free(Set.of(GROUP)));
    // 5 was taken without a row; 4 is the other's
    assertTrue(get(shares.leave(GROUP, "n", List.of(2L), List.of(3L, 4L, 5L))));
    assertEquals(Set.of(GROUP), shares.free(Set.of(GROUP, "$share/g/b")));
    assertEquals(List.of(1L, 3L), get(shares.take(GROUP, "other", free(2))).freed());
    assertEquals(List.of(5L), get(shares.take(GROUP, "other", free(2))).freed());
    assertEquals(Set.of(), shares.free(Set.of(GROUP)));
    assertEquals(Taken.UNSEATED, get(shares.take(GROUP, "n", free(2))));
    assertFalse(get(shares.leave(GROUP, "n", List.of(1L), List.of(3L))));
    assertEquals(List.of(1L, 3L, 4L, 5L), sure(shares, "other", 1L, 3L, 4L, 5L));
  }

  @Test
  default void aNodeThatIsGoneLosesWhatItHas() throws Exception {
    FullLog log = open();
    ShareStore shares = log.shares();
    get(shares.seat(GROUP, "n", OWNER));
    get(shares.seat(GROUP, "other", OWNER));
    append(log, 2);
    get(shares.take(GROUP, "n", take(0, 2, 1L, 2L)));
    assertEquals(Map.of("n", 0L, "other", 0L), shares.beats());
    assertTrue(get(shares.beat("n")));
    assertFalse(get(shares.gone("n", 0)), "it has been heard of since");
    assertTrue(get(shares.gone("n", 1)));
    assertFalse(get(shares.gone("n", 1)));
    assertFalse(get(shares.beat("n")));
    assertEquals(Taken.UNSEATED, get(shares.take(GROUP, "n", settle(1L))));
    assertEquals(
        new Taken(true, 2, false, 0, List.of(), List.of(1L, 2L)),
        get(shares.take(GROUP, "other", free(9))));
    assertEquals(2, get(shares.seat(GROUP, "n", OWNER)), "it may come back");
    assertEquals(List.of(), sure(shares, "n", 1L, 2L));
  }

  @Test
  default void whoTakesASeatAgainBeginsWithNothing() throws Exception {
    FullLog log = open();
    ShareStore shares = log.shares();
    get(shares.seat(GROUP, "n", OWNER));
    append(log, 2);
    get(shares.take(GROUP, "n", take(0, 1, 1L)));
    assertEquals(1, get(shares.seat(GROUP, "n", OWNER)));
    assertEquals(List.of(), sure(shares, "n", 1L));
    assertEquals(List.of(1L), get(shares.take(GROUP, "n", free(9))).freed());
  }

  @Test
  default void aGroupEndsWithItsLastSeat() throws Exception {
    FullLog log = open();
    ShareStore shares = log.shares();
    get(shares.seat(GROUP, "n", OWNER));
    get(shares.seat(GROUP, "other", OWNER));
    append(log, 2);
    get(shares.take(GROUP, "n", take(0, 1, 1L)));
    get(shares.leave(GROUP, "n", List.of(), List.of(1L)));
    gone(shares, "other");
    assertEquals(0, rows());
    assertEquals(2, get(shares.seat(GROUP, "n", OWNER)));
    assertEquals(List.of(), get(shares.take(GROUP, "n", free(9))).freed());
  }

  @Test
  default void aGroupLastsAsLongAsASessionIsStored() throws Exception {
    FullLog log = open();
    ShareStore shares = log.shares();
    long epoch = get(log.sessions().open("s", false, later())).epoch();
    get(shares.seat(GROUP, "n", OWNER));
    assertTrue(get(shares.keep(GROUP, "s")));
    assertFalse(get(shares.keep(GROUP, "s")));
    append(log, 2);
    get(shares.take(GROUP, "n", take(0, 1, 1L)));
    get(shares.leave(GROUP, "n", List.of(), List.of(1L)));
    assertEquals(1, get(shares.seat(GROUP, "other", OWNER)));
    assertEquals(List.of(1L), get(shares.take(GROUP, "other", free(9))).freed());
    get(shares.leave(GROUP, "other", List.of(), List.of()));
    get(log.sessions().delete("s", epoch));
    assertEquals(2, get(shares.seat(GROUP, "other", OWNER)), "begins anew");
  }

  @Test
  default void aGroupEndsWithItsLastSession() throws Exception {
    FullLog log = open();
    ShareStore shares = log.shares();
    get(log.sessions().open("s", false, later()));
    get(log.sessions().open("t", false, later()));
    get(shares.seat(GROUP, "n", OWNER));
    get(shares.keep(GROUP, "s"));
    get(shares.keep(GROUP, "t"));
    get(shares.leave(GROUP, "n", List.of(), List.of()));
    assertTrue(get(shares.drop(GROUP, "s")));
    assertFalse(get(shares.drop(GROUP, "s")));
    assertEquals(2, rows());
    clock().turn(Duration.ofMinutes(2));
    append(log, 3);
    assertEquals(3, get(shares.seat(GROUP, "n", OWNER)), "a session past its expiry is none");
    get(shares.leave(GROUP, "n", List.of(), List.of()));
    log.trim();
    assertEquals(0, rows());
  }

  @Test
  default void whatEndsWithTheLastSessionIsSweptAway() throws Exception {
    FullLog log = open();
    get(log.sessions().open("s", false, later()));
    get(log.shares().seat(GROUP, "n", OWNER));
    get(log.shares().keep(GROUP, "s"));
    append(log, 1);
    get(log.shares().leave(GROUP, "n", List.of(), List.of(1L)));
    assertEquals(3, rows());
    clock().turn(Duration.ofMinutes(2));
    log.trim();
    assertEquals(0, rows());
  }

  @Test
  default void aMessageIsTheGroupsOrTheSessions() throws Exception {
    FullLog log = open();
    ShareStore shares = log.shares();
    long epoch = get(log.sessions().open("s", false, later())).epoch();
    get(shares.seat(GROUP, "n", OWNER));
    append(log, 3);
    get(shares.take(GROUP, "n", take(0, 3, 1L, 2L, 3L)));
    InFlight first = new InFlight(true, 1, 1, null, false, "2");
    InFlight second = new InFlight(true, 2, 2, null, false, "2");
    Share one = new Share(GROUP, "n", 1);
    Share two = new Share(GROUP, "n", 2);
    Update hand =
        new Update(null, null, null, null, List.of(first, second), List.of(), List.of(one, two));
    assertFalse(get(log.sessions().save("s", epoch + 1, hand)));
    assertEquals(List.of(1L, 2L, 3L), sure(shares, "n", 1L, 2L, 3L));
    assertTrue(get(log.sessions().save("s", epoch, hand)));
    assertEquals(List.of(3L), sure(shares, "n", 1L, 2L, 3L));
    assertFalse(get(log.sessions().save("s", epoch, hand)), "they are the group's no more");
    Update others =
        new Update(
            null,
            null,
            "changed",
            null,
            List.of(new InFlight(true, 3, 3, null, false, "2")),
            List.of(),
            List.of(new Share(GROUP, "other", 3)));
    assertFalse(get(log.sessions().save("s", epoch, others)));
    var stored = get(log.sessions().open("s", false, later()));
    assertEquals(List.of(first, second), stored.inFlight());
    assertEquals("", stored.state());
  }

  @Test
  default void aNameMayBeAsLongAsFiltersAre() throws Exception {
    ShareStore shares = open().shares();
    String name = "$share/" + "ü§".repeat(5_000) + "/a";
    get(shares.seat(name, "n", OWNER));
    assertEquals(Set.of(), shares.free(Set.of(name)));
    get(shares.seat(name + "/b", "n", OWNER));
    get(shares.seat(name + "/b", "other", OWNER));
    get(shares.take(name + "/b", "n", take(0, 1, 1L)));
    get(shares.leave(name + "/b", "n", List.of(), List.of()));
    assertEquals(Set.of(name + "/b"), shares.free(Set.of(name, name + "/b")));
  }

  /** Whoever asks, and for whatever: each message is taken once. */
  @Test
  default void eachMessageIsTakenByOne() throws Exception {
    FullLog log = open();
    ShareStore shares = log.shares();
    int messages = 300;
    append(log, messages);
    List<CompletableFuture<Taken>> asked = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    get(shares.seat(GROUP, "first", OWNER));
    append(log, messages);
    for (String node : List.of("n", "o", "p")) {
      get(shares.seat(GROUP, node, OWNER));
    }
    for (long to = messages + 7; to <= 2L * messages; to += 7) {
      for (String node : List.of("n", "o", "p")) {
        asked.add(shares.take(GROUP, node, take(messages, to)).toCompletableFuture());
        ends.add(to);
      }
    }
    long taken = 0;
    for (int i = 0; i < asked.size(); i++) {
      Taken one = asked.get(i).get(30, TimeUnit.SECONDS);
      taken += one.moved() ? ends.get(i) - one.before() : 0;
    }
    assertEquals(ends.get(ends.size() - 1) - messages, taken);
  }
}
