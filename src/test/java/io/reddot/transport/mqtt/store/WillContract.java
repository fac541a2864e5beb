package io.reddot.transport.mqtt.store;

import static io.reddot.fixture.LogFixture.data;
import static io.reddot.fixture.LogFixture.draft;
import static io.reddot.fixture.LogFixture.filters;
import static io.reddot.fixture.LogFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.LogFixture;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.transport.mqtt.store.SessionStore.Opened;
import io.reddot.transport.mqtt.store.WillStore.Due;
import io.reddot.transport.mqtt.store.WillStore.Will;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What holds for wills on every database. */
public interface WillContract extends LogFixture {
  WillBounds BOUNDS = new WillBounds(100, 1 << 20);

  private static Will will(String node, String owner, String data, Duration delay) {
    return new Will(node, owner, "caller", "127.0.0.9", delay, null, draft("a/will", data));
  }

  private static long left(WillStore wills, String session, String data, Duration delay)
      throws Exception {
    return get(wills.open(session, false, will("n", "alice", data, delay), BOUNDS));
  }

  private static List<Long> numbers(List<Due> due) {
    return due.stream().map(Due::number).toList();
  }

  private Instant now() {
    return clock().instant();
  }

  private static List<String> published(FullLog log) {
    return data(log.read(filters("a/will"), 0, Long.MAX_VALUE, 100).messages());
  }

  @Test
  default void aWillIsDueAsItWasLeft() throws Exception {
    FullLog log = open();
    Draft draft =
        new Draft(
            "id-ü",
            true,
            new Topic("a/b"),
            "event",
            "\"d\"",
            Encoding.TEXT,
            null,
            true,
            "alice",
            "{\"qos\":1}");
    Will will = new Will("n", "alice", "{}", "::1", Duration.ZERO, Duration.ofSeconds(9), draft);
    long number = get(log.wills().open("s", false, will, BOUNDS));
    assertEquals(List.of(), log.wills().due(9), "its client is connected");
    assertTrue(get(log.wills().left(number, now(), "{\"other\":1}")));
    log.close();
    assertEquals(
        List.of(new Due(number, "{\"other\":1}", "::1", Duration.ofSeconds(9), draft)),
        open().wills().due(9));
  }

  @Test
  default void aDueWillIsPublishedOnceHoweverManyNodesTry() throws Exception {
    FullLog log = open();
    FullLog other = open();
    List<CompletionStage<Boolean>> tries = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      long number = left(log.wills(), "s" + i, "" + i, Duration.ZERO);
      get(log.wills().left(number, now(), ""));
      Draft draft = log.wills().due(1).get(0).draft();
      tries.add(log.wills().publish(number, draft));
      tries.add(other.wills().publish(number, draft));
      tries.add(log.wills().publish(number, draft));
      get(tries.get(tries.size() - 3));
    }
    int won = 0;
    for (CompletionStage<Boolean> one : tries) {
      won += get(one) ? 1 : 0;
    }
    assertEquals(20, won);
    log.readHead();
    assertEquals(20, published(log).size());
    assertEquals(List.of(), log.wills().due(9));
  }

  @Test
  default void theWillOfAConnectionThatLastsIsNotPublished() throws Exception {
    FullLog log = open();
    long number = left(log.wills(), "s", "1", Duration.ZERO);
    assertFalse(get(log.wills().publish(number, draft("a/will", "1"))));
    assertTrue(get(log.wills().remove(number)));
    assertFalse(get(log.wills().left(number, now(), "")));
    assertFalse(get(log.wills().remove(number)));
    assertEquals(List.of(), log.wills().due(9));
    assertEquals(List.of(), published(log));
  }

  @Test
  default void aWillWaitsForItsDelay() throws Exception {
    WillStore wills = open().wills();
    long number = left(wills, "s", "1", Duration.ofSeconds(5));
    get(wills.left(number, now().plusSeconds(5), ""));
    clock().turn(Duration.ofMillis(4_999));
    assertEquals(List.of(), wills.due(9));
    clock().turn(Duration.ofMillis(1));
    assertEquals(List.of(number), numbers(wills.due(9)));
    assertTrue(get(wills.postpone(number, now().plusSeconds(1))));
    assertEquals(List.of(), wills.due(9));
    clock().turn(Duration.ofSeconds(1));
    assertEquals(List.of(number), numbers(wills.due(9)));
  }

  @Test
  default void aWillThatWaitsIsWithdrawnWhenTheSessionGoesOn() throws Exception {
    WillStore wills = open().wills();
    assertFalse(wills.any("s"));
    long number = left(wills, "s", "1", Duration.ofSeconds(5));
    assertTrue(wills.any("s"));
    long others = left(wills, "other", "2", Duration.ofSeconds(5));
    get(wills.left(number, now().plusSeconds(5), ""));
    get(wills.left(others, now().plusSeconds(5), ""));
    assertEquals(0, get(wills.open("s", true, null, BOUNDS)));
    assertFalse(wills.any("s"));
    clock().turn(Duration.ofSeconds(9));
    assertEquals(List.of(others), numbers(wills.due(9)));
  }

  @Test
  default void aWillThatWaitsIsDueWhenItsSessionEnds() throws Exception {
    FullLog log = open();
    WillStore wills = log.wills();
    long started = left(wills, "s", "1", Duration.ofSeconds(500));
    get(wills.left(started, now().plusSeconds(500), ""));
    get(wills.open("s", false, null, BOUNDS));
    assertEquals(List.of(started), numbers(wills.due(9)), "a clean start");
    long deleted = left(wills, "t", "2", Duration.ofSeconds(500));
    long epoch = get(log.sessions().open("t", false, now().plusSeconds(900))).epoch();
    get(wills.left(deleted, now().plusSeconds(500), ""));
    get(log.sessions().delete("t", epoch));
    assertEquals(List.of(started, deleted), numbers(wills.due(9)), "deleted");
  }

  /** MQTT 5, section 3.1.2.5: with a delay it waits for the session, which goes on. */
  @Test
  default void aTakeOverPublishesTheWillUnlessItHasADelay() throws Exception {
    WillStore wills = open().wills();
    long atOnce = left(wills, "s", "1", Duration.ZERO);
    long delayed = left(wills, "t", "2", Duration.ofSeconds(5));
    long ended = left(wills, "u", "3", Duration.ofSeconds(5));
    long next = get(wills.open("s", true, will("m", "alice", "4", Duration.ZERO), BOUNDS));
    get(wills.open("t", true, null, BOUNDS));
    get(wills.open("u", false, null, BOUNDS));
    assertEquals(List.of(atOnce, ended), numbers(wills.due(9)));
    assertFalse(get(wills.left(atOnce, now().plusSeconds(5), "")), "its node is told too late");
    assertFalse(get(wills.left(delayed, now(), "")));
    assertEquals(List.of(atOnce, ended), numbers(wills.due(9)));
    assertTrue(get(wills.left(next, now(), "")));
  }

  @Test
  default void theWillsOfANodeThatIsGoneAreDue() throws Exception {
    FullLog log = open();
    WillStore wills = log.wills();
    long atOnce = left(wills, "s", "1", Duration.ZERO);
    long delayed = left(wills, "t", "2", Duration.ofSeconds(5));
    get(wills.open("u", false, will("lives", "alice", "3", Duration.ZERO), BOUNDS));
    assertEquals(Set.of("n", "lives"), log.shares().beats().keySet());
    assertTrue(get(log.shares().gone("n", log.shares().beats().get("n"))));
    assertEquals(List.of(atOnce), numbers(wills.due(9)));
    clock().turn(Duration.ofSeconds(5));
    assertEquals(List.of(atOnce, delayed), numbers(wills.due(9)));
    assertTrue(get(wills.hold("n", List.of(delayed, 99L))), "it lives after all");
    assertEquals(List.of(atOnce), numbers(wills.due(9)));
    assertTrue(log.shares().beats().containsKey("n"));
  }

  @Test
  default void aNodeIsWatchedAsLongAsItHasAWillOrASeat() throws Exception {
    FullLog log = open();
    ShareStore shares = log.shares();
    long removed = left(log.wills(), "s", "1", Duration.ZERO);
    long ended = left(log.wills(), "t", "2", Duration.ZERO);
    Map<String, Long> beats = shares.beats();
    get(shares.seat("g", "n", "alice"));
    assertEquals(beats, shares.beats());
    get(shares.leave("g", "n", List.of(), List.of()));
    get(log.wills().remove(removed));
    assertEquals(beats, shares.beats());
    get(log.wills().left(ended, now(), ""));
    assertEquals(Map.of(), shares.beats());
    left(log.wills(), "s", "3", Duration.ZERO);
    assertTrue(shares.beats().get("n") > beats.get("n"), "not what others have heard already");
  }

  @Test
  default void anOwnersWillsAreBounded() throws Exception {
    WillStore wills = open().wills();
    Will small = will("n", "alice", "1", Duration.ofSeconds(5));
    WillBounds three = new WillBounds(3, 1 << 20);
    for (int i = 0; i < 3; i++) {
      long number = get(wills.open("s" + i, false, small, three));
      get(wills.left(number, now().plusSeconds(5), "caller"));
    }
    refused(wills.open("s3", false, small, three));
    refused(wills.open("s2", false, small, three)); // what a clean start makes due is still kept
    assertTrue(get(wills.open("s2", true, small, three)) > 0, "in place of its own");
    long other = get(wills.open("t", false, will("n", "bob", "1", Duration.ZERO), three));
    assertTrue(other > 0);
    String large = '"' + "x".repeat(1_000) + '"';
    WillBounds bytes = new WillBounds(99, 2_500);
    Will heavy = will("n", "carol", large, Duration.ZERO);
    assertTrue(get(wills.open("c1", false, heavy, bytes)) > 0);
    assertTrue(get(wills.open("c2", false, heavy, bytes)) > 0);
    refused(wills.open("c3", false, heavy, bytes));
    assertFalse(wills.any("c3"));
  }

  /** The will of a connection that is taken over is due then: it is kept for a while. */
  @Test
  default void aWillWithoutADelayOfAConnectionThatLastsIsCounted() throws Exception {
    WillStore wills = open().wills();
    Will atOnce = will("n", "alice", "1", Duration.ZERO);
    WillBounds one = new WillBounds(1, 1 << 20);
    assertTrue(get(wills.open("s", false, atOnce, one)) > 0);
    refused(wills.open("s", true, atOnce, one));
    assertTrue(get(wills.open("s", true, atOnce, new WillBounds(2, 1 << 20))) > 0);
  }

  @Test
  default void aSessionIsLeftAloneWhereTheWillOfItsConnectionIsRefused() throws Exception {
    FullLog log = open();
    SessionStore sessions = log.sessions();
    Instant later = now().plusSeconds(900);
    Will first = will("n", "alice", "1", Duration.ofSeconds(5));
    WillBounds one = new WillBounds(1, 1 << 20);
    Opened opened = get(sessions.open("s", false, later, first, one));
    assertTrue(opened.will() > 0);
    get(log.wills().left(opened.will(), now().plusSeconds(5), "caller"));
    refused(sessions.open("s", true, later, will("n", "alice", "2", Duration.ZERO), one));
    refused(sessions.open("t", false, later, will("n", "alice", "2", Duration.ZERO), one));
    assertEquals(Set.of(), sessions.lost(Map.of("s", opened.session().epoch())), "it is as it was");
    assertFalse(sessions.exists("t"));
    Opened again =
        get(sessions.open("s", false, later, will("n", "alice", "3", Duration.ZERO), one));
    assertTrue(again.session().resumed());
    assertTrue(again.will() > 0, "in place of the one that waited");
    assertEquals(0, get(sessions.open("s", true, later, null, one)).will());
    assertEquals(List.of(again.will()), numbers(log.wills().due(9)));
  }

  private static void refused(CompletionStage<?> opened) {
    ExecutionException failure = assertThrows(ExecutionException.class, () -> get(opened));
    assertEquals(429, ((Problem) failure.getCause()).status());
  }

  @Test
  default void aWillWhoseIdIsTakenIsDropped() throws Exception {
    FullLog log = open();
    get(log.append(List.of(draft("a", "1", "taken"))));
    Draft draft = draft("a/will", "2", "taken");
    Will will = new Will("n", "alice", "", "", Duration.ZERO, null, draft);
    long number = get(log.wills().open("s", false, will, BOUNDS));
    get(log.wills().left(number, now(), ""));
    assertTrue(get(log.wills().publish(number, draft)));
    assertEquals(List.of(), log.wills().due(9));
    assertEquals(List.of(), published(log));
  }
}
