package io.reddot.transport.mqtt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A million broken packets, as the line has them decoded: each is a packet, part of one, or known
 * to be broken; none throws, and none makes the decoder keep more than it was given.
 */
class DecoderFuzzTest {
  private static final int PACKETS = 1_000_000;

  /** Few: one that is cut short swallows those behind it. */
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

  private static EmbeddedChannel decoder(byte[] connect) {
    EmbeddedChannel decoder = new EmbeddedChannel(new MqttDecoder(PACKET_BYTES, 1 << 16, true));
    decoder.writeInbound(Unpooled.wrappedBuffer(connect));
    decoder.releaseInbound();
    return decoder;
  }

  /** One of each kind that a client sends. */
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
