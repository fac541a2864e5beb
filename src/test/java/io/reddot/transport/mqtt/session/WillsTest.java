package io.reddot.transport.mqtt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.access.Caller;
import io.reddot.access.Revocations;
import io.reddot.access.Validity;
import io.reddot.access.limit.Limits;
import io.reddot.config.Settings;
import io.reddot.fixture.Await;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.jdbc.Database;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.LoggedEvent;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.publish.Drafts;
import io.reddot.publish.Publisher;
import io.reddot.transport.mqtt.packet.Will;
import io.reddot.transport.mqtt.share.Nodes;
import io.reddot.transport.mqtt.store.WillBounds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wills with two nodes on one real log; the test moves the clock. */
class WillsTest {
  private static final Duration SILENT = Nodes.SILENCE.plusSeconds(2L * Nodes.BEAT);

  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final List<String> revoked = new ArrayList<>();
  private FullLog log;
  private Node one;
  private Node other;

  @BeforeEach
  void start() {
    log = new FullLog(Database.embedded(folder), Duration.ofDays(1), 1_000_000, clock, Thread::new);
    one = new Node(Limits.none());
    other = new Node(Limits.none());
  }

  @AfterEach
  void stop() throws Exception {
    pool.shutdown();
    assertTrue(pool.awaitTermination(20, TimeUnit.SECONDS));
    log.close();
  }

  private final class Node {
    final Nodes nodes = new Nodes(log.shares(), clock);
    final Wills wills;
    boolean killed;

    Node(Limits limits) {
      Publisher publisher =
          new Publisher(log, limits, new Revoked(), Settings.of(name -> Optional.empty()));
      wills = new Wills(log.wills(), publisher, nodes, new WillBounds(100, 1 << 20), clock, pool);
    }

    long open(String session, boolean resumed, @Nullable Will will, Duration expiry)
        throws Exception {
      return get(wills.open(session, resumed, will, caller("alice"), expiry));
    }

    void tick() {
      if (!killed) {
        wills.tick();
        nodes.tick(wills.any(), wills::verify);
      }
    }
  }

  private final class Revoked implements Revocations {
    @Override
    public void load() {}

    @Override
    public boolean revoked(Caller caller) {
      return revoked.contains(caller.user());
    }

    @Override
    public void follow(List<LoggedEvent> events) {}
  }

  private static Caller caller(String user) {
    return Caller.of(
            user, Set.of(), List.of(), List.of(new TopicFilter("w/#")), Validity.until(Instant.MAX))
        .at("127.0.0.1");
  }

  private static Will will(String data, Duration delay) {
    Draft draft =
        new Draft(
            UUID.randomUUID().toString(),
            false,
            new Topic("w/x"),
            null,
            data,
            Encoding.JSON,
            null,
            false,
            "alice",
            null);
    return new Will(draft, delay, Duration.ofHours(1));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private void pass(Duration time) throws Exception {
    for (long second = 0; second < time.toSeconds(); second++) {
      clock.turn(Duration.ofSeconds(1));
      tick();
    }
  }

  /** Returns when the changes of all nodes are committed. */
  private void tick() throws Exception {
    one.tick();
    other.tick();
    boolean unused = get(log.wills().remove(0));
  }

  private List<String> published() {
    return log.read(List.of(TopicFilter.ALL), 0, Long.MAX_VALUE, 100).messages().stream()
        .map(Message::data)
        .toList();
  }

  private void awaitPublished(String... data) throws Exception {
    Await.until(
        "published: " + List.of(data),
        () -> {
          tick();
          return published().equals(List.of(data));
        });
  }

  /** Asserts what was published, after pending changes are done. */
  private void assertPublished(String... data) throws Exception {
    tick();
    long marker = one.open("marker", false, will("\"end\"", Duration.ZERO), Duration.ZERO);
    one.wills.left(marker, caller("alice"), Duration.ZERO, Duration.ZERO);
    List<String> all = new ArrayList<>(List.of(data));
    all.add("\"end\"");
    awaitPublished(all.toArray(String[]::new));
  }

  private void awaitRefused(String session) throws Exception {
    Await.until(
        "it was refused",
        () -> {
          tick();
          return !log.wills().any(session);
        });
  }

  @Test
  void aWillWithoutADelayIsPublishedAtOnce() throws Exception {
    long number = one.open("s", false, will("1", Duration.ZERO), Duration.ZERO);
    one.wills.left(number, caller("alice"), Duration.ZERO, Duration.ZERO);
    awaitPublished("1");
    assertEquals(
        clock.instant().plus(Duration.ofHours(1)),
        log.read(List.of(TopicFilter.ALL), 0, 9, 9).messages().get(0).expiresAt());
  }

  /** MQTT allows 136 years. */
  @Test
  void aWillLastsNoLongerThanAMessageMay() throws Exception {
    Will will = will("1", Duration.ZERO);
    Will lasting = new Will(will.draft(), will.delay(), Duration.ofSeconds(0xffff_ffffL));
    long number = one.open("s", false, lasting, Duration.ZERO);
    one.wills.left(number, caller("alice"), Duration.ZERO, Duration.ZERO);
    awaitPublished("1");
    assertEquals(
        clock.instant().plus(Drafts.LATEST),
        log.read(List.of(TopicFilter.ALL), 0, 9, 9).messages().get(0).expiresAt());
  }

  @Test
  void aWillThatWaitsIsPublishedByAnotherNodeWhenItsOwnIsKilled() throws Exception {
    long number = one.open("s", false, will("1", Duration.ofSeconds(5)), Duration.ofDays(1));
    one.wills.left(number, caller("alice"), Duration.ofSeconds(5), Duration.ofDays(1));
    Await.until("it is stored that the client left", () -> log.shares().beats().isEmpty());
    one.killed = true;
    pass(Duration.ofSeconds(4));
    assertEquals(List.of(), published());
    pass(Duration.ofSeconds(1));
    awaitPublished("1");
  }

  @Test
  void theWillsOfAKilledNodesClientsArePublishedByAnotherOnce() throws Exception {
    one.open("s", false, will("1", Duration.ZERO), Duration.ZERO);
    one.open("t", false, will("2", Duration.ofSeconds(30)), Duration.ofSeconds(10));
    pass(SILENT);
    assertEquals(List.of(), published(), "it lives");
    one.killed = true;
    pass(SILENT);
    awaitPublished("1");
    pass(Duration.ofSeconds(11)); // the session ends before the delay
    awaitPublished("1", "2");
    assertPublished("1", "2");
  }

  /** The node learns that it was considered dead; its connections never ended. */
  @Test
  void aNodeThatWasTakenForGoneHasItsWillsAgain() throws Exception {
    long number = one.open("s", false, will("1", Duration.ofSeconds(60)), Duration.ofDays(1));
    one.killed = true;
    pass(SILENT);
    Await.until("it is taken for gone", () -> log.shares().beats().isEmpty());
    one.killed = false;
    pass(Duration.ofSeconds(2L * Nodes.BEAT));
    Await.until("it is back", () -> !log.shares().beats().isEmpty());
    pass(Duration.ofSeconds(90));
    assertEquals(List.of(), published());
    one.wills.discard(number);
    assertPublished();
  }

  @Test
  void aWillIsJudgedWhenItIsPublished() throws Exception {
    long number = one.open("s", false, will("1", Duration.ofSeconds(5)), Duration.ofDays(1));
    Caller less = Caller.of("alice", Set.of(), List.of(), List.of(), Validity.until(Instant.MAX));
    one.wills.renewed(number, less);
    one.killed = true;
    pass(SILENT.plusSeconds(9));
    awaitRefused("s");
    long second = other.open("t", false, will("2", Duration.ofSeconds(5)), Duration.ofDays(1));
    other.wills.left(second, caller("alice"), Duration.ofSeconds(5), Duration.ofDays(1));
    revoked.add("alice");
    pass(Duration.ofSeconds(6));
    awaitRefused("t");
    assertEquals(List.of(), published());
  }
}
