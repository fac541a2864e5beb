package io.reddot.transport.mqtt.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.jdbc.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One connection has a session, on one node; with a real store. */
@Timeout(60)
class OwnersTest {
  private static final String KEY = "alice/phone";

  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private FullLog log;
  private Owners owners;

  /** A connection and its line. */
  private final class Client {
    private final RecordingLine line = new RecordingLine();
    private final MqttConnection connection =
        new MqttConnection(
            line, clock, 1_000, (opened, packet) -> {}, (ended, key) -> owners.release(KEY, ended));
  }

  @BeforeEach
  void open() {
    log = new FullLog(Database.embedded(folder), Duration.ofDays(1), 1_000, clock, Thread::new);
    owners = new Owners(log.sessions());
  }

  @AfterEach
  void close() {
    log.close();
  }

  private long store() throws Exception {
    return log.sessions()
        .open(KEY, false, clock.instant().plus(Duration.ofHours(1)))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .epoch();
  }

  @Test
  void takesASessionFromTheConnectionBefore() throws Exception {
    Client first = new Client();
    Client second = new Client();
    assertTrue(owners.own(KEY, first.connection).isDone());
    assertTrue(owners.own(KEY, first.connection).isDone(), "it has it already");
    CompletableFuture<Void> free = owners.own(KEY, second.connection);
    assertFalse(free.isDone());
    first.line.runOne();
    assertTrue(free.isDone());
    assertTrue(first.connection.ended());
    assertTrue(owners.isOwned(KEY), "by the second one");
  }

  @Test
  void endsAConnectionWhoseSessionAnotherNodeHas() throws Exception {
    Client client = new Client();
    assertTrue(owners.own(KEY, client.connection).isDone());
    owners.stored(KEY, store());
    owners.endLost();
    assertFalse(client.connection.ended());
    long elsewhere = store();
    assertTrue(elsewhere > 0);
    owners.endLost();
    client.line.runOne();
    assertTrue(client.connection.ended());
    assertFalse(owners.isOwned(KEY));
  }
}
