package io.reddot.transport.mqtt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.reddot.access.Caller;
import io.reddot.access.SwitchedRevocations;
import io.reddot.access.Validity;
import io.reddot.access.limit.Limits;
import io.reddot.config.Settings;
import io.reddot.fixture.FullLog;
import io.reddot.fixture.HandClock;
import io.reddot.log.jdbc.Database;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import io.reddot.message.TopicFilter;
import io.reddot.publish.Publisher;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.Drafting;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.transport.mqtt.store.SessionStore.InFlight;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InboundTest {
  private static final Settings ONE_A_SECOND =
      Settings.of(
          name ->
              name.equals("reddot.limit.user.publishes-per-second")
                  ? Optional.of("1")
                  : Optional.empty());

  private static final Caller ALICE =
      Caller.of(
              "alice",
              Set.of(),
              List.of(),
              List.of(new TopicFilter("a")),
              Validity.until(Instant.MAX))
          .at("192.0.2.1");

  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private final RecordingLine line = new RecordingLine();
  private final List<Refusal> refusals = new ArrayList<>();
  private FullLog log;
  private Inbound inbound;
  private final SwitchedRevocations revocations = new SwitchedRevocations();

  @BeforeEach
  void open() {
    log = new FullLog(Database.embedded(folder), Duration.ofDays(1), 1_000, clock, Thread::new);
    connect(Limits.none());
  }

  @AfterEach
  void close() {
    log.close();
  }

  /** A client of MQTT 5 whose session is not stored. */
  private void connect(Limits limits) {
    inbound =
        new Inbound(
            new Connect(
                true, "phone", true, 0, 0, 10, Integer.MAX_VALUE, 0, true, false, null, null),
            () -> ALICE,
            "alice/phone",
            line,
            new DurableSession(log.sessions(), clock, "alice/phone", 0, Duration.ZERO),
            new PublishServices(
                new Publisher(log, limits, revocations, ONE_A_SECOND),
                new Drafting(clock),
                new MqttSettings(ONE_A_SECOND)),
            () -> {},
            refusals::add);
  }

  private void publish(int qos, int packetId, String topic) {
    inbound.publish(
        new MqttPublishMessage(
            new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.valueOf(qos), false, 0),
            new MqttPublishVariableHeader(topic, packetId, new MqttProperties()),
            Unpooled.copiedBuffer("x", StandardCharsets.UTF_8)));
  }

  private List<String> ids() {
    return log.readAll(0, log.head(), 99).messages().stream().map(Message::id).toList();
  }

  @Test
  void acknowledgesOnceTheMessageIsCommitted() throws Exception {
    publish(0, 0, "a");
    publish(1, 1, "a");
    publish(2, 2, "a");
    line.saw();
    for (int i = 0; i < 3; i++) {
      line.runOne();
    }
    line.saw("PUBACK#1", "PUBREC#2");
    assertEquals(3, ids().size());
    inbound.released(2);
    line.saw("PUBCOMP#2");
  }

  @Test
  void storesAMessageOfQos2OnceHoweverOftenItIsSent() throws Exception {
    publish(2, 7, "a");
    publish(2, 7, "a");
    line.runOne();
    line.saw("PUBREC#7");
    publish(2, 7, "a");
    line.saw("PUBREC#7");
    assertEquals(1, ids().size());
    inbound.released(7);
    publish(2, 7, "a");
    line.runOne();
    line.saw("PUBCOMP#7", "PUBREC#7");
    assertEquals(2, ids().size());
  }

  @Test
  void publishesUnderTheIdThatAnEarlierConnectionHasStored() throws Exception {
    inbound.resume(List.of(new InFlight(false, 7, 0, "earlier", false, null)));
    publish(2, 7, "a");
    line.runOne();
    line.saw("PUBREC#7");
    assertEquals(List.of("earlier"), ids());
  }

  @Test
  void doesNotChargeAMessageThatAnEarlierConnectionHasOpened() throws Exception {
    Limits limits = new Limits(ONE_A_SECOND);
    connect(limits);
    inbound.resume(List.of(new InFlight(false, 7, 0, "earlier", false, null)));
    assertThrows(
        Problem.class,
        () -> {
          for (int i = 0; i < 1_000; i++) {
            limits.publish(ALICE, 100, 0);
          }
        });
    publish(2, 7, "a");
    line.runOne();
    line.saw("PUBREC#7");
    assertEquals(List.of("earlier"), ids());
  }

  @Test
  void refusesWithoutStoringAnything() throws Exception {
    publish(1, 1, "b");
    publish(2, 2, "b");
    line.saw("PUBACK#1", "PUBREC#2");
    publish(2, 2, "a");
    line.runOne();
    line.saw("PUBREC#2");
    assertEquals(1, ids().size(), "the packet id was free again");
    assertTrue(refusals.isEmpty());
    publish(0, 0, "b");
    assertEquals(1, refusals.size());
  }

  @Test
  void checksAMessageThatIsSentAgain() throws Exception {
    inbound.resume(List.of(new InFlight(false, 7, 0, "earlier", false, null)));
    revocations.revokeAll(true);
    publish(2, 7, "a");
    line.saw("PUBREC#7");
    revocations.revokeAll(false);
    publish(2, 7, "a");
    line.runOne();
    line.saw("PUBREC#7");
    assertFalse(ids().contains("earlier"), "the packet id was free again");
  }
}
