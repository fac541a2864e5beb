package io.reddot.transport.mqtt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import io.reddot.transport.mqtt.packet.Packets;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.session.BufferedInputs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Decodes a million broken packets. Each must result in a packet, an incomplete packet or a
 * failure; none may throw, or make the decoder keep more than it was given.
 */
class DecoderFuzzTest {
  private static final int PACKETS = 1_000_000;

  /** Small, since a packet that is cut short swallows those behind it. */
  private static final int A_CONNECTION = 4;

  private static final int PACKET_BYTES = 64 << 10;

  private final Random random = new Random(20_261_125);

  @Test
  void aMillionBrokenPacketsAreNoMoreThanBroken() {
    List<byte[]> good = good();
    long broken = 0;
    for (int done = 0; done < PACKETS; done += A_CONNECTION) {
      EmbeddedChannel decoder = decoder(good.get(0));
      for (int i = 0; i < A_CONNECTION; i++) {
        decoder.writeInbound(Unpooled.wrappedBuffer(mutated(good)));
        boolean failed = false;
        for (MqttMessage read = decoder.readInbound(); read != null; read = decoder.readInbound()) {
          failed |= read.decoderResult().isFailure();
          ReferenceCountUtil.release(read);
        }
        if (failed) {
          broken++;
          decoder.finishAndReleaseAll();
          decoder = decoder(good.get(0));
        }
      }
      decoder.finishAndReleaseAll();
    }
    assertTrue(broken > PACKETS / 10, "hardly anything was broken: " + broken);
  }

  /** Bare acknowledgements have their own path: the result is the same wherever they are split. */
  @Test
  void acknowledgementsAreToldInTheirOrderWhereverTheyAreCut() {
    byte[] bytes = {
      0x40,
      2,
      0,
      7, // bare
      0x40,
      3,
      0,
      8,
      0x10, // with a reason, which is that nobody listens
      (byte) 0xc0,
      0, // PINGREQ
      0x40,
      2,
      (byte) 0xff,
      (byte) 0xff
    };
    for (int cut = 0; cut <= bytes.length; cut++) {
      EmbeddedChannel decoder = decoder(good().get(0));
      decoder.writeInbound(Unpooled.copiedBuffer(bytes, 0, cut));
      decoder.writeInbound(Unpooled.copiedBuffer(bytes, cut, bytes.length - cut));
      assertEquals(7, acknowledged(decoder.readInbound()));
      assertEquals(8, acknowledged(decoder.readInbound()));
      MqttMessage ping = decoder.readInbound();
      assertEquals(MqttMessageType.PINGREQ, ping.fixedHeader().messageType());
      assertEquals(0xffff, acknowledged(decoder.readInbound()));
      assertNull(decoder.readInbound());
      decoder.finishAndReleaseAll();
    }
  }

  private static int acknowledged(MqttMessage packet) {
    assertTrue(packet.decoderResult().isSuccess(), packet::toString);
    assertEquals(MqttMessageType.PUBACK, packet.fixedHeader().messageType());
    return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
  }

  @Test
  void anAcknowledgementOfNothingIsBroken() {
    EmbeddedChannel decoder = decoder(good().get(0));
    decoder.writeInbound(Unpooled.wrappedBuffer(new byte[] {0x40, 2, 0, 0}));
    MqttMessage broken = decoder.readInbound();
    assertTrue(broken.decoderResult().isFailure(), broken::toString);
    decoder.finishAndReleaseAll();
  }

  private static EmbeddedChannel decoder(byte[] connect) {
    EmbeddedChannel decoder =
        Codec.embedded(PACKET_BYTES, PACKET_BYTES, BufferedInputs.unbounded());
    decoder.writeInbound(Unpooled.wrappedBuffer(connect));
    decoder.releaseInbound();
    return decoder;
  }

  /** One packet of each type that a client sends. */
  private static List<byte[]> good() {
    EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
    MqttProperties properties = new MqttProperties();
    properties.add(new UserProperty("name", "value"));
    List<MqttMessage> packets =
        List.of(
            MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_5)
                .clientId("client")
                .username("user")
                .password("token".getBytes(StandardCharsets.UTF_8))
                .willFlag(true)
                .willTopic("will")
                .willMessage("gone".getBytes(StandardCharsets.UTF_8))
                .properties(properties)
                .build(),
            MqttMessageBuilders.publish()
                .topicName("a/b")
                .qos(MqttQoS.EXACTLY_ONCE)
                .messageId(7)
                .properties(properties)
                .payload(Unpooled.copiedBuffer("payload", StandardCharsets.UTF_8))
                .build(),
            MqttMessageBuilders.subscribe()
                .messageId(8)
                .properties(properties)
                .addSubscription(MqttQoS.AT_LEAST_ONCE, "a/+")
                .addSubscription(MqttQoS.AT_MOST_ONCE, "b/#")
                .build(),
            MqttMessageBuilders.unsubscribe().messageId(9).addTopicFilter("a/+").build(),
            MqttMessageBuilders.pubAck().packetId(1).reasonCode((byte) 0).build(),
            new Packets(true).pubRel(2, Reason.SUCCESS),
            new Packets(true).disconnect(Reason.UNSPECIFIED, properties),
            MqttMessage.PINGREQ);
    List<byte[]> encoded = new ArrayList<>();
    for (MqttMessage packet : packets) {
      encoder.writeOutbound(packet);
      ByteBuf bytes = encoder.readOutbound();
      encoded.add(ByteBufUtil.getBytes(bytes));
      bytes.release();
    }
    return encoded;
  }

  private byte[] mutated(List<byte[]> good) {
    byte[] packet = good.get(random.nextInt(good.size())).clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(packet.length);
      switch (random.nextInt(4)) {
        case 0 -> packet[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> packet[at] = (byte) random.nextInt(256);
        case 2 -> packet = Arrays.copyOf(packet, Math.max(1, at));
        default -> {
          byte[] longer = new byte[packet.length + 1 + random.nextInt(8)];
          random.nextBytes(longer);
          System.arraycopy(packet, 0, longer, 0, at);
          packet = longer;
        }
      }
    }
    return packet;
  }
}
