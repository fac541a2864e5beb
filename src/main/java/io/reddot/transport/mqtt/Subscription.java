package io.reddot.transport.mqtt;

import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * What a client subscribed with. Immutable.
 *
 * @param pattern as the client wrote it, the share's name included
 * @param share the group that shares it; null: the client has it for itself
 * @param qos the highest that it wants
 * @param noLocal it wants no echo of its own messages
 * @param retainAsPublished it is told whether a message was published to be retained
 * @param id the subscription identifier; 0: none
 * @param since messages up to this position are not for it
 */
record Subscription(
    String pattern,
    @Nullable String share,
    TopicFilter filter,
    int qos,
    boolean noLocal,
    boolean retainAsPublished,
    int id,
    long since) {

  static final String SHARE = "$share/";

  /** Whether a message that comes in the log's order is for it. */
  boolean wants(PublishPacket packet, String session) {
    Message message = packet.message();
    return share == null
        && message.position() > since
        && !(noLocal && session.equals(packet.said().publisher()))
        && filter.matches(message.topic());
  }

  Subscription since(long position) {
    return new Subscription(
        pattern, share, filter, qos, noLocal, retainAsPublished, id, Math.max(since, position));
  }

  /** Nothing but QoS 0, with nothing that a packet for everybody does not say. */
  boolean plain() {
    return share == null && qos == 0 && !noLocal && !retainAsPublished && id == 0;
  }
}
