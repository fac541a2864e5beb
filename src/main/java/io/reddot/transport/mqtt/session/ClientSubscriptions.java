package io.reddot.transport.mqtt.session;

import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import io.reddot.session.Envelope;
import io.reddot.transport.mqtt.packet.Connect;
import io.reddot.transport.mqtt.packet.MqttWire;
import io.reddot.transport.mqtt.packet.PublishPacket;
import io.reddot.transport.mqtt.packet.SubscriberProperties;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The subscriptions of a session, by pattern. Confined to its line. */
final class ClientSubscriptions {
  private final String key;
  private final MqttWire wire;
  private final Map<String, Subscription> byPattern = new LinkedHashMap<>();

  /** The shared subscriptions, by {@link Subscription#group}. */
  private final Map<String, Subscription> byGroup = new HashMap<>();

  /** The only subscription, if it is {@link Subscription#plain}; otherwise null. */
  private @Nullable Subscription plain;

  /**
   * @param key the key of the session
   */
  ClientSubscriptions(String key, MqttWire wire) {
    this.key = key;
    this.wire = wire;
  }

  String key() {
    return key;
  }

  MqttWire wire() {
    return wire;
  }

  Collection<Subscription> all() {
    return byPattern.values();
  }

  @Nullable Subscription get(String pattern) {
    return byPattern.get(pattern);
  }

  /** Returns the subscription that a group shares. */
  @Nullable Subscription ofGroup(String group) {
    return byGroup.get(group);
  }

  /** Adds a subscription, or replaces the one with the same pattern. */
  void put(Subscription one) {
    remove(byPattern.put(one.pattern(), one));
    if (one.share() != null) {
      byGroup.put(one.group(), one);
    }
    changed();
  }

  @Nullable Subscription remove(String pattern) {
    Subscription removed = byPattern.remove(pattern);
    remove(removed);
    changed();
    return removed;
  }

  private void remove(@Nullable Subscription old) {
    if (old != null && old.share() != null) {
      byGroup.remove(old.group());
    }
  }

  /** Excludes messages up to this position from all current subscriptions. */
  void since(long position) {
    byPattern.replaceAll((pattern, one) -> one.since(position));
    byGroup.replaceAll((group, one) -> one.since(position));
    changed();
  }

  private void changed() {
    Subscription first = byPattern.isEmpty() ? null : byPattern.values().iterator().next();
    plain = byPattern.size() == 1 && first != null && first.plain() ? first : null;
  }

  /** Whether the only subscription takes the shared encoding of messages. */
  boolean plain() {
    return plain != null;
  }

  /** The position after which the plain subscription takes messages. */
  long since() {
    return Objects.requireNonNull(plain).since();
  }

  /** The filters of the session in the hub; shared subscriptions have none there. */
  List<TopicFilter> filters() {
    return byPattern.values().stream()
        .filter(one -> one.share() == null)
        .map(Subscription::filter)
        .distinct()
        .toList();
  }

  /** Returns those of the {@link #filters} that keep only the newest message of a topic. */
  Set<TopicFilter> conflated() {
    return byPattern.values().stream()
        .filter(Subscription::conflate)
        .map(Subscription::filter)
        .collect(Collectors.toSet());
  }

  /**
   * Decides how the client gets an envelope.
   *
   * @return null: it does not get it
   */
  @Nullable Delivery delivery(Envelope envelope, Connect client, InstantSource clock) {
    if (envelope instanceof Envelope.Aside aside) {
      String name = aside.subscription();
      Subscription one = aside.retained() ? get(name) : ofGroup(name);
      if (one == null) {
        return null;
      }
      PublishPacket packet = wire.packet(aside.message());
      boolean retain = aside.retained() || (one.retainAsPublished() && packet.message().retain());
      List<Integer> ids = one.id() == 0 ? List.of() : List.of(one.id());
      return delivery(packet, one.qos(), retain, ids, client, clock);
    }
    if (!(envelope instanceof Envelope.OfMessage message) || message.isRecall()) {
      return null; // MQTT has no packet for a recall
    }
    PublishPacket packet = wire.packet(message);
    int qos = -1;
    boolean retain = false;
    List<Integer> ids = List.of();
    for (Subscription one : all()) {
      if (one.wants(packet, key)) {
        qos = Math.max(qos, one.qos());
        retain |= one.retainAsPublished() && packet.message().retain();
        if (one.id() != 0) {
          ids = ids.isEmpty() ? new ArrayList<>() : ids;
          ids.add(one.id());
        }
      }
    }
    return qos < 0 ? null : delivery(packet, qos, retain, ids, client, clock);
  }

  private static @Nullable Delivery delivery(
      PublishPacket packet,
      int subscribedQos,
      boolean retain,
      List<Integer> ids,
      Connect client,
      InstantSource clock) {
    Message message = packet.message();
    if (message.expired(clock.instant())) {
      return null;
    }
    int qos = Math.min(subscribedQos, packet.said().qos());
    SubscriberProperties more = SubscriberProperties.fitting(client, packet, qos, ids, clock);
    return more == null ? null : new Delivery(packet, qos, retain, more);
  }

  String toJson() {
    return SubscriptionJson.toJson(byPattern.values());
  }
}
