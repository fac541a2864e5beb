package io.reddot.transport.mqtt.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.reddot.session.Envelope;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.PacketMetrics;
import io.reddot.transport.mqtt.packet.PublishPacket;
import io.reddot.transport.mqtt.packet.SubscriberProperties;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the PUBLISH packets for one client: with the options of its subscriptions, with topic
 * aliases, and within its maximum packet size. Confined to its line.
 */
final class PublishWriter {
  private final Connect client;
  private final ClientSubscriptions subscriptions;
  private final InstantSource clock;
  private final TopicAliases aliases;

  PublishWriter(Connect client, ClientSubscriptions subscriptions, InstantSource clock) {
    this.client = client;
    this.subscriptions = subscriptions;
    this.clock = clock;
    this.aliases = new TopicAliases(client.aliases());
  }

  /** Whether all messages can be sent in the encoding that clients share. */
  boolean isPlain(List<Envelope> envelopes) {
    if (!subscriptions.plain()
        || client.aliases() > 0
        || client.maximumPacket() < Integer.MAX_VALUE
        || client.terse()) {
      return false;
    }
    for (Envelope envelope : envelopes) {
      if (!(envelope instanceof Envelope.OfMessage message)
          || message.message().expiresAt() != null
          || message.isRecall()
          || message.message().position() <= subscriptions.since()) {
        return false;
      }
    }
    return true;
  }

  /** Returns how to send an envelope to the client; null: it is not sent. */
  @Nullable Delivery delivery(Envelope envelope) {
    return subscriptions.delivery(envelope, client, clock);
  }

  /**
   * @param packetId ignored at QoS 0
   */
  void write(Delivery delivery, int packetId, ByteBuf to) {
    PublishPacket packet = delivery.packet();
    boolean withTopic = true;
    SubscriberProperties properties = delivery.properties();
    if (client.aliases() > 0) {
      TopicAliases.Alias alias = aliases.of(packet.message().topic());
      if (alias != null) {
        withTopic = alias.isNew();
        properties = properties.withAlias(alias.number());
      }
    }
    PacketMetrics.published(1);
    packet.write(to, delivery.qos(), false, delivery.retain(), packetId, withTopic, properties);
  }

  /**
   * Writes a message again that an earlier connection had in flight.
   *
   * @return null if the message is too large for this connection
   */
  @Nullable ByteBuf again(
      int packetId, Outgoing outgoing, Envelope.OfMessage message, ByteBufAllocator allocator) {
    PublishPacket packet = subscriptions.wire().packet(message);
    int qos = outgoing.qos();
    SubscriberProperties properties =
        SubscriberProperties.fitting(client, packet, qos, List.of(), clock);
    if (properties == null) {
      return null;
    }
    ByteBuf to = allocator.buffer(packet.length(qos, true, properties));
    PacketMetrics.published(1);
    packet.write(to, qos, true, outgoing.retained(), packetId, true, properties);
    return to;
  }
}
