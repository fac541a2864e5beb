package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.reddot.hub.SessionRegistry;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.transport.mqtt.share.Departure;
import io.reddot.transport.mqtt.share.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Handles UNSUBSCRIBE of one client, and drops subscriptions that it loses. Confined to its line.
 */
final class Unsubscribing {
  private static final short UNSUBSCRIBED = 0;
  private static final short NO_SUBSCRIPTION = 0x11;

  private final MqttSession session;
  private final SessionRegistry registry;
  private final Shares shares;
  private final Line line;

  Unsubscribing(MqttSession session, SessionRegistry registry, Shares shares, Line line) {
    this.session = session;
    this.registry = registry;
    this.shares = shares;
    this.line = line;
  }

  /**
   * @throws Refusal if the packet violates the standard
   */
  void unsubscribe(MqttUnsubscribeMessage packet) {
    List<String> patterns = packet.payload().topics();
    if (patterns.isEmpty()) {
      throw Refusal.protocolError(
          "An UNSUBSCRIBE must have at least one topic filter."); // 3.10.3-2
    }
    List<Short> codes = new ArrayList<>();
    for (String pattern : patterns) {
      codes.add(remove(pattern) ? UNSUBSCRIBED : NO_SUBSCRIPTION);
    }
    int packetId = packet.variableHeader().messageId();
    Runnable acknowledge = () -> line.send(session.packets().unsubAck(packetId, codes));
    if (codes.contains(UNSUBSCRIBED)) {
      session.storeSubscriptions(null, false, acknowledge, unused -> session.lost());
    } else {
      acknowledge.run(); // nothing changed; repeating such a packet must not cost a commit
    }
  }

  /**
   * Drops subscriptions without the client's request.
   *
   * @return their patterns
   */
  List<String> drop(Predicate<Subscription> condition) {
    List<String> patterns =
        session.subscriptions().all().stream()
            .filter(condition)
            .map(Subscription::pattern)
            .toList();
    patterns.forEach(this::remove);
    if (!patterns.isEmpty()) {
      session.storeSubscriptions(null, false, () -> {}, unused -> session.lost());
    }
    return patterns;
  }

  /** Removes a subscription without storing the change. Returns whether there was one. */
  boolean remove(String pattern) {
    Subscription removed = session.subscriptions().remove(pattern);
    if (removed != null && removed.share() != null) {
      String group = removed.group();
      Departure departure = session.outbound().ofGroups().departure(group, false);
      shares.leave(session, group, departure, session.storedKey());
    } else if (removed != null) {
      registry.unsubscribe(session.joined(), removed.filter());
    }
    return removed != null;
  }
}
