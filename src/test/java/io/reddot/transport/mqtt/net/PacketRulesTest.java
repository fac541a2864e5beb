package io.reddot.transport.mqtt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.reddot.transport.mqtt.packet.PacketRules;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.transport.mqtt.session.BufferedInputs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits the number of filters in a packet before any of them is decoded. */
class PacketRulesTest {
  private static final int SUBSCRIBE = 0x82;
  private static final int UNSUBSCRIBE = 0xa2;

  /** Makes a packet with filters of one character. */
  private static ByteBuf body(int first, boolean version5, int filters) {
    ByteBuf body = Unpooled.buffer().writeShort(1);
    if (version5) {
      body.writeByte(0);
    }
    for (int i = 0; i < filters; i++) {
      body.writeShort(1).writeByte('a');
      if (first == SUBSCRIBE) {
        body.writeByte(0);
      }
    }
    return body;
  }

  private static void check(int first, boolean version5, int filters) {
    PacketRules.check(body(first, version5, filters), (byte) first, version5);
  }

  @ParameterizedTest
  @ValueSource(ints = {SUBSCRIBE, UNSUBSCRIBE})
  void aPacketHasSoManyFiltersAndNoMore(int first) {
    for (boolean version5 : new boolean[] {true, false}) {
      check(first, version5, PacketRules.FILTERS);
      Refusal refusal =
          assertThrows(Refusal.class, () -> check(first, version5, PacketRules.FILTERS + 1));
      assertEquals(Reason.QUOTA_EXCEEDED, refusal.reason());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {SUBSCRIBE, UNSUBSCRIBE})
  void soManyFiltersAreDecoded(int first) {
    EmbeddedChannel codec = Codec.embedded(10_000, 1_000, BufferedInputs.unbounded());
    codec.writeInbound(
        Unpooled.wrappedBuffer(
            new byte[] {0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 2, 'i', 'd'}));
    assertEquals(
        MqttMessageType.CONNECT, ((MqttMessage) codec.readInbound()).fixedHeader().messageType());
    ByteBuf body = body(first, false, PacketRules.FILTERS);
    int length = body.readableBytes();
    codec.writeInbound(
        Unpooled.wrappedBuffer(
            Unpooled.wrappedBuffer(
                new byte[] {(byte) first, (byte) (length & 0x7f | 0x80), (byte) (length >> 7)}),
            body));
    Object packet = codec.readInbound();
    int filters =
        first == SUBSCRIBE
            ? assertInstanceOf(MqttSubscribeMessage.class, packet)
                .payload()
                .topicSubscriptions()
                .size()
            : assertInstanceOf(MqttUnsubscribeMessage.class, packet).payload().topics().size();
    assertEquals(PacketRules.FILTERS, filters);
  }
}
