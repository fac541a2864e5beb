package io.reddot.transport.mqtt.session;

import io.reddot.access.Caller;
import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import io.reddot.transport.mqtt.packet.PublishPacket;
import io.reddot.transport.mqtt.share.Group;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of a client. Immutable.
 *
 * @param pattern the filter as the client wrote it, with the name of the group
 * @param share the name of the group that shares it; null: it is not shared
 * @param owner the user who owns the group; null: it is common to all users whose tokens name it
 * @param qos the maximum QoS
 * @param noLocal whether the client's own messages are excluded
 * @param retainAsPublished whether the retain flag is passed on
 * @param id the subscription identifier; 0: none
 * @param since the position up to which messages are excluded
 * @param conflate whether a client that is behind gets only the newest message of a topic; false
 *     for a shared subscription, each of whose messages goes to one member
 */
record Subscription(
    String pattern,
    @Nullable String share,
    @Nullable String owner,
    TopicFilter filter,
    int qos,
    boolean noLocal,
    boolean retainAsPublished,
    int id,
    long since,
    boolean conflate) {

  static final String SHARE = "$share/";

  /**
   * Returns the subscription for a client of this caller. A group belongs to its user, so that no
   * other user can take its messages, unless the caller's token names it as a common group.
   */
  Subscription of(Caller caller) {
    boolean common = share == null || caller.grants().shares(share, filter);
    return ownedBy(common ? null : caller.user());
  }

  /**
   * @param user null: the group is common to all users whose tokens name it
   */
  Subscription ownedBy(@Nullable String user) {
    String whose = share == null ? null : user;
    return new Subscription(
        pattern, share, whose, filter, qos, noLocal, retainAsPublished, id, since, conflate);
  }

  /** Returns the subscription with or without conflation; a shared one has none. */
  Subscription conflating(boolean newestOnly) {
    return with(since, newestOnly && share == null);
  }

  /** Returns the name of the group, unique among all users: no user name contains a "/". */
  String group() {
    return owner == null ? pattern : "user/" + owner + "/" + pattern;
  }

  /** The group of a shared subscription. */
  Group sharedGroup() {
    return new Group(group(), filter);
  }

  /** Whether it matches a message in the log's order. */
  boolean wants(PublishPacket packet, String session) {
    Message message = packet.message();
    return share == null
        && message.position() > since
        && !(noLocal && session.equals(packet.said().publisher()))
        && filter.matches(message.topic());
  }

  Subscription since(long position) {
    return with(Math.max(since, position), conflate);
  }

  private Subscription with(long position, boolean newestOnly) {
    return new Subscription(
        pattern, share, owner, filter, qos, noLocal, retainAsPublished, id, position, newestOnly);
  }

  /** Whether it takes the shared encoding of messages: QoS 0 and no options. */
  boolean plain() {
    return share == null && qos == 0 && !noLocal && !retainAsPublished && id == 0;
  }
}
