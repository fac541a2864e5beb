package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.access.Memberships;
import io.reddot.access.Validity;
import io.reddot.access.limit.Limits;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.jdbc.Database;
import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Encoding;
import io.reddot.message.LoggedEvent;
import io.reddot.message.StartAfter;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.session.RecordingOutlet;
import io.reddot.session.Session;
import io.reddot.session.SessionLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hub on a real log, pumped by hand. */
@Timeout(60)
public abstract class HubFixture {
  @TempDir Path folder;

  /** More than one, so that all suites run with lanes. */
  private static final int LANES = 2;

  protected final HandClock clock = new HandClock();
  protected final ArrayDeque<Runnable> replays = new ArrayDeque<>();
  protected final RecordingOutlet outlet = new RecordingOutlet();
  protected final NamedRevocations revocations = new NamedRevocations();
  protected FullLog log;
  protected SessionRegistry registry;
  protected HandPump tail;
  protected int published;

  @BeforeEach
  protected void open() {
    log = new FullLog(database(), Duration.ofDays(1), 1_000, clock, Thread::new);
    begin();
  }

  protected Database database() {
    return Database.embedded(folder);
  }

  /** As after a restart: nothing is in memory. */
  protected void begin() {
    registry =
        new SessionRegistry(
            log,
            unremembered(),
            revocations,
            ledger(),
            log.inbox(),
            SessionLimits.DEFAULT,
            Limits.none(),
            LANES,
            clock,
            replays::add);
    tail = new HandPump(registry);
  }

  /** Returns what records for a registry that begins. */
  protected SessionLedger ledger() {
    return new NoLedger() {
      @Override
      public boolean over(String session) {
        return log.ledger().over(session);
      }
    };
  }

  private Memberships unremembered() {
    return new Memberships() {
      @Override
      public Map<String, Long> of(String user) {
        return log.inbox().memberships(user);
      }

      @Override
      public void follow(List<LoggedEvent> events) {}
    };
  }

  @AfterEach
  protected void close() {
    outlet.saw();
    log.close();
  }

  protected Caller caller(String... filters) {
    List<TopicFilter> reads = filters(filters);
    return Caller.of(
        "alice",
        Set.of(),
        reads,
        List.of(),
        Validity.until(clock.instant().plus(Duration.ofDays(1))));
  }

  protected static List<TopicFilter> filters(String... patterns) {
    return Arrays.stream(patterns).map(TopicFilter::new).toList();
  }

  /** Publishes, committed but not fanned out. */
  protected Cursor publish(String topic, String data) throws Exception {
    Draft draft =
        new Draft(
            "id" + ++published,
            true,
            new Topic(topic),
            null,
            data,
            Encoding.JSON,
            null,
            false,
            null,
            null);
    return log.append(List.of(draft))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .get(0)
        .cursor();
  }

  /** Fans out everything that is committed. */
  protected void pump() throws Exception {
    while (tail.position() < log.head()) {
      tail.pump();
    }
  }

  protected void replayOne() {
    replays.remove().run();
  }

  protected void replayAll() {
    while (!replays.isEmpty()) {
      replayOne();
    }
  }

  protected Session join(StartAfter after, String... filters) {
    return registry.join(readRequest(after, filters), "test", outlet);
  }

  /** Of a caller that may read everything. */
  protected ReadRequest readRequest(StartAfter after, String... filters) {
    return new ReadRequest(caller("#"), filters(filters), false, after);
  }

  protected Reading read(StartAfter after, int limit, String filter) {
    return registry.readings().poll(readRequest(after, filter), "test", limit);
  }

  protected static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
