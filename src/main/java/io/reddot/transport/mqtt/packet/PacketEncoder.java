package io.reddot.transport.mqtt.packet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;

/** Encodes packets of one version of MQTT with Netty, without a connection. Thread-safe. */
final class PacketEncoder {
  private final boolean version5;

  /** Netty's channels are not thread-safe. */
  @GuardedBy("this")
  private final EmbeddedChannel channel = new EmbeddedChannel(MqttEncoder.INSTANCE);

  PacketEncoder(MqttVersion version) {
    this.version5 = version == MqttVersion.MQTT_5;
    // Netty's encoder takes the version from a CONNECT that passes through its channel.
    encode(
        MqttMessageBuilders.connect()
            .protocolVersion(version)
            .clientId("encoder")
            .cleanSession(true)
            .build());
  }

  boolean version5() {
    return version5;
  }

  synchronized byte[] encode(MqttMessage packet) {
    channel.writeOutbound(packet);
    ByteBuf encoded = channel.readOutbound();
    try {
      return ByteBufUtil.getBytes(encoded);
    } finally {
      encoded.release();
    }
  }
}
