package io.reddot.transport.mqtt.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.reddot.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The encoded properties of a PUBLISH that differ between subscribers. Immutable. */
public final class SubscriberProperties {
  static final SubscriberProperties NOTHING = new SubscriberProperties(new byte[0], false);
  private static final SubscriberProperties BARE = new SubscriberProperties(new byte[0], true);

  /** The size of a topic alias in bytes. */
  static final int ALIAS = 3;

  private final byte[] bytes;
  private final boolean bare;

  private SubscriberProperties(byte[] bytes, boolean bare) {
    this.bytes = bytes;
    this.bare = bare;
  }

  /**
   * Returns the properties for one subscriber. Omits the server's own user properties if the packet
   * would exceed the client's maximum with them.
   *
   * @return null: the packet is too large even without them; the message counts as sent
   *     (MQTT-3.1.2-24, MQTT-3.1.2-25)
   */
  public static @Nullable SubscriberProperties fitting(
      Connect client, PublishPacket packet, int qos, List<Integer> ids, InstantSource clock) {
    SubscriberProperties more = of(client, packet.message(), ids, clock);
    if (packet.length(qos, true, more) + ALIAS > client.maximumPacket()) {
      more = new SubscriberProperties(more.bytes, true);
    }
    return packet.length(qos, true, more) + ALIAS > client.maximumPacket() ? null : more;
  }

  /** Encodes the subscription identifiers and the message's remaining lifetime (MQTT-3.3.2-6). */
  private static SubscriberProperties of(
      Connect client, Message message, List<Integer> ids, InstantSource clock) {
    Instant expiresAt = message.expiresAt();
    if (!client.version5() || (ids.isEmpty() && expiresAt == null)) {
      return client.terse() ? BARE : NOTHING;
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
    return new SubscriberProperties(ByteBufUtil.getBytes(to), client.terse());
  }

  /** Wraps encoded properties. */
  static SubscriberProperties of(byte[] encoded) {
    return new SubscriberProperties(encoded, false);
  }

  public SubscriberProperties withAlias(int alias) {
    byte[] all = new byte[bytes.length + ALIAS];
    all[0] = MqttProperties.TOPIC_ALIAS;
    all[1] = (byte) (alias >> 8);
    all[2] = (byte) alias;
    System.arraycopy(bytes, 0, all, ALIAS, bytes.length);
    return new SubscriberProperties(all, bare);
  }

  /** Whether the server's own user properties are omitted. */
  boolean bare() {
    return bare;
  }

  int size() {
    return bytes.length;
  }

  void writeTo(ByteBuf to) {
    to.writeBytes(bytes);
  }
}
