package io.reddot.transport.mqtt.session;

import io.reddot.access.Caller;
import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import io.reddot.transport.mqtt.packet.PublishPacket;
import io.reddot.transport.mqtt.share.Group;
import org.jspecify.annotations.Nullable;

/**
 * What a client subscribed with. Immutable.
 *
 * @param pattern as the client wrote it, the share's name included
 * @param share the group that shares it; null: the client has it for itself
 * @param owner the user whose group that is; null: it is of all users whose tokens say so
 * @param qos the highest that it wants
 * @param noLocal it wants no echo of its own messages
 * @param retainAsPublished it is told whether a message was published to be retained
 * @param id the subscription identifier; 0: none
 * @param since messages up to this position are not for it
 */
public record Subscription(
    String pattern,
    @Nullable String share,
    @Nullable String owner,
    TopicFilter filter,
    int qos,
    boolean noLocal,
    boolean retainAsPublished,
    int id,
    long since) {

  static final String SHARE = "$share/";

  /**
   * The same for a client of this caller's. Groups are their users', so that nobody takes what is
   * another's, unless the caller's token names the group as one that others are in.
   */
  Subscription of(Caller caller) {
    boolean common = share == null || caller.grants().shares(share, filter);
    return ownedBy(common ? null : caller.user());
  }

  /**
   * @param user null: the group is of all users whose tokens say so
   */
  public Subscription ownedBy(@Nullable String user) {
    String whose = share == null ? null : user;
    return new Subscription(
        pattern, share, whose, filter, qos, noLocal, retainAsPublished, id, since);
  }

  /** Which group it is among those of all users. No user has a "/". */
  public String group() {
    return owner == null ? pattern : "user/" + owner + "/" + pattern;
  }

  /** The group that shares it; asked only of those that are shared. */
  Group sharedGroup() {
    return new Group(group(), filter);
  }

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
        pattern,
        share,
        owner,
        filter,
        qos,
        noLocal,
        retainAsPublished,
        id,
        Math.max(since, position));
  }

  /** Nothing but QoS 0, with nothing that a packet for everybody does not say. */
  boolean plain() {
    return share == null && qos == 0 && !noLocal && !retainAsPublished && id == 0;
  }
}
