package io.reddot.transport.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.reddot.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The properties of a PUBLISH that differ from subscriber to subscriber, encoded. Immutable. */
final class More {
  static final More NOTHING = new More(new byte[0]);

  /** What a topic alias takes, in bytes. */
  static final int ALIAS = 3;

  private final byte[] bytes;

  private More(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The subscription identifiers, and how long the message still has (MQTT-3.3.2-6). */
  static More of(Connect client, Message message, List<Integer> ids, InstantSource clock) {
    Instant expiresAt = message.expiresAt();
    if (!client.version5() || (ids.isEmpty() && expiresAt == null)) {
      return NOTHING;
    }
    ByteBuf to = Unpooled.buffer(16);
    if (expiresAt != null) {
      long seconds = Duration.between(clock.instant(), expiresAt).toSeconds();
      to.writeByte(MqttProperties.PUBLICATION_EXPIRY_INTERVAL);
      to.writeInt((int) Math.max(0, Math.min(Connect.NEVER, seconds)));
    }
    for (int id : ids) {
      to.writeByte(MqttProperties.SUBSCRIPTION_IDENTIFIER);
      PublishPacket.writeInteger(to, id);
    }
    return new More(ByteBufUtil.getBytes(to));
  }

  More withAlias(int alias) {
    byte[] all = new byte[bytes.length + ALIAS];
    all[0] = MqttProperties.TOPIC_ALIAS;
    all[1] = (byte) (alias >> 8);
    all[2] = (byte) alias;
    System.arraycopy(bytes, 0, all, ALIAS, bytes.length);
    return new More(all);
  }

  int size() {
    return bytes.length;
  }

  void writeTo(ByteBuf to) {
    to.writeBytes(bytes);
  }
}
