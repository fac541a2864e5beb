package io.reddot.transport.mqtt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.reddot.fixture.HandClock;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.web.MemoryBudget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets before the session is open, on a line whose reading cannot be paused. */
class EarlyPacketsTest {
  private final MemoryBudget budget =
      new MemoryBudget("packets", new MemoryBudget.Bounds(0, 3 << 20, 0));
  private final BufferedInput input =
      new BufferedInput(budget.of("", "a"), new HandClock(), Duration.ofSeconds(30));
  private final EarlyPackets early = new EarlyPackets(input);
  private final MqttConnection connection =
      new MqttConnection(
          new RecordingLine(),
          InstantSource.system(),
          1_000,
          (opened, connect) -> {},
          (ended, key) -> {});

  private static MqttPublishMessage publish(int bytes) {
    ByteBuf payload = Unpooled.wrappedBuffer(new byte[bytes]);
    return new MqttPublishMessage(
        new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_MOST_ONCE, false, bytes + 3),
        new MqttPublishVariableHeader("a", 0),
        payload);
  }

  private static Reason refused(EarlyPackets early, MqttMessage packet) {
    return assertThrows(Refusal.class, () -> early.add(packet)).reason();
  }

  @Test
  void takesSoManyPacketsAndNoMore() {
    for (int i = 0; i < EarlyPackets.MAX_PACKETS; i++) {
      early.add(MqttMessage.PINGREQ);
    }
    assertEquals(Reason.QUOTA_EXCEEDED, refused(early, MqttMessage.PINGREQ));
    List<MqttMessage> taken = new ArrayList<>();
    early.giveTo(taken::add);
    assertEquals(EarlyPackets.MAX_PACKETS, taken.size());
    assertEquals(0, budget.held());
  }

  @Test
  void takesSoManyBytesAndNoMore() {
    MqttPublishMessage first = publish(700_000);
    early.add(first);
    assertTrue(budget.held() > 700_000);
    MqttPublishMessage second = publish(400_000);
    assertEquals(Reason.QUOTA_EXCEEDED, refused(early, second));
    assertEquals(0, second.refCnt());
    assertEquals(1, first.refCnt());
    early.release();
    assertEquals(0, first.refCnt());
    assertEquals(0, budget.held());
  }

  /** A filter of one character takes four bytes, but a hundred once it is decoded. */
  @Test
  void countsFiltersAsTheyAreInMemory() {
    MqttMessageBuilders.SubscribeBuilder filters = MqttMessageBuilders.subscribe().messageId(1);
    for (int i = 0; i < 1_000; i++) {
      filters.addSubscription(MqttQoS.AT_MOST_ONCE, "a");
    }
    MqttSubscribeMessage packet = filters.build();
    int added = 0;
    while (added < 100) {
      try {
        early.add(packet);
      } catch (Refusal refusal) {
        break;
      }
      added++;
    }
    assertTrue(added >= 1 && added < 10, added + " were taken");
  }

  @Test
  void isCountedWithWhatHasBegun() {
    input.waits(3_000_000);
    assertEquals(Reason.QUOTA_EXCEEDED, refused(early, publish(500_000)));
    early.add(publish(100_000));
    assertTrue(budget.held() >= 3_100_000);
    input.release();
    early.release();
    assertEquals(0, budget.held(), "the connection ends in this order");
  }

  @Test
  void aClientThatSendsTooMuchBeforeItsSessionIsOpenIsHungUpOn() {
    connection.opening();
    MqttPublishMessage first = publish(700_000);
    connection.take(first);
    for (int i = 1; i < EarlyPackets.MAX_PACKETS; i++) {
      connection.take(MqttMessage.PINGREQ);
    }
    assertFalse(connection.ended());
    MqttPublishMessage second = publish(1);
    connection.take(second);
    assertTrue(connection.ended());
    assertEquals(0, first.refCnt());
    assertEquals(0, second.refCnt());
  }
}
