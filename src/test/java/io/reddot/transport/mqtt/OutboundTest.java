package io.reddot.transport.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.HandClock;
import io.reddot.log.Database;
import io.reddot.log.JdbcMessageLog;
import io.reddot.log.SessionStore.StoredSession;
import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.session.Batch;
import io.reddot.session.Envelope;
import io.reddot.session.Outlet.Written;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes to a client, with a real store. */
@Timeout(60)
class OutboundTest {
  private static final String KEY = "alice/phone";

  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private final Writing written = new Writing();
  private JdbcMessageLog log;
  private RecordingLine line;
  private Outbound outbound;
  private boolean lost;

  /** What the session would hear. */
  private static final class Writing implements Written {
    private int done;
    private int progressed;

    @Override
    public void done() {
      done++;
    }

    @Override
    public void progressed() {
      progressed++;
    }

    @Override
    public void failed(Throwable cause) {
      throw new AssertionError(cause);
    }
  }

  @BeforeEach
  void open() {
    log =
        new JdbcMessageLog(
            Database.embedded(folder), Duration.ofDays(1), 1_000, clock, Thread::new);
  }

  @AfterEach
  void close() {
    log.close();
  }

  /** As a connection of a session that is not kept, with one subscription to everything. */
  private void connect(int qos, int window) {
    connect(qos, window, 0);
  }

  private void connect(int qos, int window, long epoch) {
    line = new RecordingLine();
    Connect client =
        new Connect(
            true, "phone", true, 0, 0, window, Integer.MAX_VALUE, 0, true, false, null, null);
    Subscribed subscribed = new Subscribed(KEY, MqttWire.VERSION_5);
    subscribed.put(StoredState.of("#", qos, false, false, 0, 0));
    outbound =
        new Outbound(
            client,
            line,
            new Durable(log.sessions(), clock, KEY, epoch, Duration.ofHours(1)),
            subscribed,
            clock,
            () -> lost = true,
            (share, position) -> {});
  }

  private StoredSession store() throws Exception {
    return log.sessions()
        .open(KEY, false, clock.instant().plus(Duration.ofHours(1)))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static Message message(long position) {
    return new Message(
        new Cursor("log", position),
        "id" + position,
        new Topic("a"),
        null,
        Instant.EPOCH,
        Long.toString(position),
        Encoding.JSON,
        null,
        false,
        null,
        null);
  }

  private void deliver(long from, long to) {
    List<Envelope> envelopes =
        LongStream.rangeClosed(from, to)
            .<Envelope>mapToObj(position -> new Envelope.OfMessage(message(position)))
            .toList();
    outbound.deliver(Batch.of(envelopes), written);
  }

  @Test
  void sendsWhatEverybodyGetsAsItIs() {
    connect(0, 5);
    deliver(1, 3);
    line.saw("1", "2", "3");
    assertEquals(1, written.done);
    assertEquals(3, outbound.safe());
  }

  @Test
  void holdsABatchUntilTheClientHasAcknowledgedEnough() {
    connect(1, 2);
    deliver(1, 4);
    line.saw("1#1", "2#2");
    assertEquals(0, written.done);
    assertEquals(0, outbound.safe());
    outbound.acknowledged(1);
    line.saw("3#3");
    assertEquals(1, outbound.safe());
    assertTrue(written.progressed > 0, "one that acknowledges slowly is not gone");
    outbound.acknowledged(3); // out of order
    line.saw("4#4");
    assertEquals(1, written.done);
    assertEquals(1, outbound.safe());
    outbound.acknowledged(9); // nothing of ours
    outbound.acknowledged(2);
    outbound.acknowledged(4);
    assertEquals(4, outbound.safe());
  }

  @Test
  void sendsQos2OnlyOnceItIsKnownUnderWhichPacketId() throws Exception {
    StoredSession stored = store();
    connect(2, 5, stored.epoch());
    deliver(1, 2);
    line.saw();
    line.runOne();
    line.saw("1#1", "2#2");
    assertEquals(1, written.done);
    StoredSession later = store();
    assertEquals(2, later.exactPosition());
    assertEquals(2, later.inFlight().size());
  }

  @Test
  void releasesQos2OnlyOnceItIsKnownThatItWasReceived() throws Exception {
    StoredSession stored = store();
    connect(2, 5, stored.epoch());
    deliver(1, 1);
    line.runOne();
    line.saw("1#1");
    outbound.received(1, false);
    line.saw();
    line.runOne();
    line.saw("PUBREL#1");
    assertTrue(store().inFlight().get(0).released());
  }

  @Test
  void goesOnAfterACrashWithTheSamePacketIdsAndNothingTwice() throws Exception {
    StoredSession stored = store();
    connect(2, 5, stored.epoch());
    deliver(1, 3);
    line.runOne();
    line.saw("1#1", "2#2", "3#3");
    outbound.received(1, false);
    line.runOne();
    outbound.completed(1);
    outbound.received(2, false);
    line.runOne();
    line.saw("PUBREL#1", "PUBREL#2");

    StoredSession after = store(); // nothing was said goodbye to
    connect(2, 5, after.epoch());
    Map<Long, Message> messages = new HashMap<>();
    LongStream.rangeClosed(1, 3).forEach(i -> messages.put(i, message(i)));
    outbound.resume(after.position(), after.exactPosition(), after.inFlight(), messages);
    line.saw("PUBREL#2", "3#3!");
    deliver(1, 4); // from the cursor on, which is behind
    line.runOne();
    line.saw("4#1");
  }

  @Test
  void stopsWhenAnotherConnectionHasTheSession() throws Exception {
    StoredSession stored = store();
    connect(2, 5, stored.epoch());
    store(); // as another node does
    deliver(1, 1);
    line.runOne();
    line.saw();
    assertTrue(lost);
    assertEquals(0, written.done);
  }

  @Test
  void sendsNothingThatThePacketSizeOfTheClientForbids() {
    connect(0, 5);
    Connect small = new Connect(true, "phone", true, 0, 0, 5, 8, 0, true, false, null, null);
    Subscribed subscribed = new Subscribed(KEY, MqttWire.VERSION_5);
    subscribed.put(StoredState.of("#", 0, false, false, 0, 0));
    outbound =
        new Outbound(
            small,
            line,
            new Durable(log.sessions(), clock, KEY, 0, Duration.ZERO),
            subscribed,
            clock,
            () -> lost = true,
            (share, position) -> {});
    deliver(1, 2);
    line.saw();
    assertEquals(1, written.done);
    assertFalse(lost);
  }
}
