package io.reddot.transport.mqtt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.jdbc.Database;
import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.session.Envelope;
import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Outlet.Written;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.MqttWire;
import io.reddot.transport.mqtt.share.Departure;
import io.reddot.transport.mqtt.share.GroupFeedback;
import io.reddot.transport.mqtt.store.SessionStore.StoredSession;
import io.reddot.transport.mqtt.store.ShareStore;
import io.reddot.transport.mqtt.store.ShareStore.Take;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sends to a client, with a real store. */
@Timeout(60)
class OutboundTest {
  private static final String KEY = "alice/phone";
  private static final String GROUP = "$share/g/a";

  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private final Writing written = new Writing();
  private FullLog log;
  private RecordingLine line;
  private Outbound outbound;
  private boolean lost;

  /** What the groups were told. */
  private final List<String> told = new ArrayList<>();

  private final GroupFeedback groups =
      new GroupFeedback() {
        @Override
        public String node() {
          return "n";
        }

        @Override
        public void settled(String group, long position, boolean handed) {
          told.add("settled " + position + (handed ? " handed" : ""));
        }

        @Override
        public void handed(String group, long position) {
          told.add("handed " + position);
        }

        @Override
        public void doubt(String group, long position) {
          told.add("doubt " + position);
        }
      };

  /** Counts what the session is told. */
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
    log = new FullLog(Database.embedded(folder), Duration.ofDays(1), 1_000, clock, Thread::new);
  }

  @AfterEach
  void close() {
    log.close();
  }

  /** A connection whose session is not stored, subscribed to everything. */
  private void connect(int qos, int window) {
    connect(qos, window, 0);
  }

  private void connect(int qos, int window, long epoch) {
    line = new RecordingLine();
    Connect client =
        new Connect(
            true, "phone", true, 0, 0, window, Integer.MAX_VALUE, 0, true, false, null, null);
    ClientSubscriptions subscribed = new ClientSubscriptions(KEY, MqttWire.VERSION_5);
    subscribed.put(SubscriptionJson.of("#", qos, false, false, 0, 0));
    subscribed.put(SubscriptionJson.of(GROUP, qos, false, false, 0, 0));
    outbound =
        new Outbound(
            client,
            line,
            new DurableSession(log.sessions(), clock, KEY, epoch, Duration.ofHours(1)),
            subscribed,
            clock,
            () -> lost = true,
            groups);
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
    outbound.deliver(EnvelopeBatch.of(envelopes), written);
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
    outbound.acknowledgements().acknowledged(1);
    line.saw("3#3");
    assertEquals(1, outbound.safe());
    assertTrue(written.progressed > 0, "one that acknowledges slowly is not gone");
    outbound.acknowledgements().acknowledged(3); // out of order
    line.saw("4#4");
    assertEquals(1, written.done);
    assertEquals(1, outbound.safe());
    outbound.acknowledgements().acknowledged(9); // not a packet id in use
    outbound.acknowledgements().acknowledged(2);
    outbound.acknowledgements().acknowledged(4);
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
    outbound.acknowledgements().received(1, false);
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
    outbound.acknowledgements().received(1, false);
    line.runOne();
    outbound.acknowledgements().completed(1);
    outbound.acknowledgements().received(2, false);
    line.runOne();
    line.saw("PUBREL#1", "PUBREL#2");

    StoredSession after = store(); // without an orderly end
    connect(2, 5, after.epoch());
    Map<Long, Message> messages = new HashMap<>();
    LongStream.rangeClosed(1, 3).forEach(i -> messages.put(i, message(i)));
    outbound.resume(after.position(), after.exactPosition(), after.inFlight(), messages);
    line.saw("PUBREL#2", "3#3!");
    deliver(1, 4); // from the cursor on, which is before these messages
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

  /** Delivers as a share does. */
  private void deliverForGroup(long from, long to) {
    List<Envelope> envelopes =
        LongStream.rangeClosed(from, to)
            .<Envelope>mapToObj(
                position ->
                    new Envelope.Aside(new Envelope.OfMessage(message(position)), GROUP, false))
            .toList();
    outbound.deliver(EnvelopeBatch.of(envelopes), written);
  }

  private void take(long... positions) throws Exception {
    ShareStore shares = log.shares();
    get(shares.seat(GROUP, "n", ""));
    List<Long> kept = LongStream.of(positions).boxed().toList();
    get(shares.take(GROUP, "n", new Take(0, 99, kept, List.of(), List.of(), 0, List.of())));
  }

  /** The messages, of the first nine, that still belong to the node. */
  private List<Long> had() throws Exception {
    List<Long> all = LongStream.rangeClosed(1, 9).boxed().toList();
    return get(log.shares()
            .take(GROUP, "n", new Take(0, 0, List.of(), List.of(), all, 0, List.of())))
        .sure();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Section 4.8.2: another member may get it as soon as the connection is lost. */
  @Test
  void leavesQos1ToTheGroupUntilItIsAcknowledged() throws Exception {
    connect(1, 5, store().epoch());
    deliverForGroup(1, 3);
    line.saw("1#1", "2#2", "3#3");
    outbound.acknowledgements().acknowledged(2);
    assertEquals(List.of("settled 2"), told);
    assertEquals(List.of(), outbound.rows());
    assertEquals(0, outbound.safe(), "it moves no cursor");
    assertEquals(
        new Departure(Set.of(), Set.of(), Set.of()), outbound.ofGroups().departure(GROUP, true));
    assertEquals(
        new Departure(Set.of(), Set.of(), Set.of(1L, 3L)),
        outbound.ofGroups().departure(GROUP, false));
    assertEquals(Set.of(GROUP), outbound.ofGroups().groups());
  }

  /** MQTT-4.8.2-4, MQTT-4.8.2-5: no other member gets it, even if the session ends. */
  @Test
  void keepsQos2ToTheSessionOnceItIsSent() throws Exception {
    take(1, 2, 3);
    connect(2, 5, store().epoch());
    deliverForGroup(1, 2);
    assertEquals(List.of(), outbound.rows(), "not yet");
    assertEquals(List.of(3L), had()); // asked for after it
    line.runOne();
    line.saw("1#1", "2#2");
    assertEquals(2, outbound.rows().size());
    assertEquals(
        new Departure(Set.of(1L, 2L), Set.of(), Set.of()),
        outbound.ofGroups().departure(GROUP, true));
    outbound.acknowledgements().received(1, false);
    line.runOne();
    outbound.acknowledgements().completed(1);
    assertEquals(List.of("handed 1", "handed 2", "settled 1 handed"), told);
    assertEquals(1, store().inFlight().size());
  }

  @Test
  void givesQos2UpWithASessionThatIsNotKept() {
    connect(2, 5);
    deliverForGroup(1, 2);
    line.saw("1#1", "2#2");
    assertEquals(
        new Departure(Set.of(), Set.of(1L, 2L), Set.of()),
        outbound.ofGroups().departure(GROUP, true));
    assertEquals(
        new Departure(Set.of(), Set.of(), Set.of(1L, 2L)),
        outbound.ofGroups().departure(GROUP, false));
    outbound.acknowledgements().received(1, true);
    assertEquals(List.of("settled 1"), told);
  }

  @Test
  void sendsNothingThatTheNodeHasNoMore() throws Exception {
    take(1);
    connect(2, 5, store().epoch());
    deliverForGroup(1, 2);
    line.runOne();
    line.saw();
    assertTrue(lost);
    assertEquals(List.of("doubt 1", "doubt 2"), told);
    assertEquals(
        new Departure(Set.of(), Set.of(), Set.of()), outbound.ofGroups().departure(GROUP, true));
    assertEquals(List.of(1L), had());
    assertEquals(List.of(), store().inFlight());
  }

  @Test
  void sendsNothingThatThePacketSizeOfTheClientForbids() {
    connect(0, 5);
    Connect small = new Connect(true, "phone", true, 0, 0, 5, 8, 0, true, false, null, null);
    ClientSubscriptions subscribed = new ClientSubscriptions(KEY, MqttWire.VERSION_5);
    subscribed.put(SubscriptionJson.of("#", 0, false, false, 0, 0));
    outbound =
        new Outbound(
            small,
            line,
            new DurableSession(log.sessions(), clock, KEY, 0, Duration.ZERO),
            subscribed,
            clock,
            () -> lost = true,
            groups);
    deliver(1, 2);
    line.saw();
    assertEquals(1, written.done);
    assertFalse(lost);
  }
}
