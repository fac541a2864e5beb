package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.reddot.message.Message;
import io.reddot.transport.mqtt.packet.PublishProperties;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import io.reddot.transport.mqtt.store.SessionStore.StoredSession;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dispatches the packets of a client whose session is open. Confined to its line. */
final class SessionPackets {
  private final MqttConnection connection;
  private final MqttSession session;
  private final Inbound inbound;
  private final Subscribing subscribing;
  private final GroupJoining groups;
  private final Reauthentication reauthentication;

  SessionPackets(
      MqttConnection connection,
      MqttSession session,
      Inbound inbound,
      Subscribing subscribing,
      GroupJoining groups,
      Reauthentication reauthentication) {
    this.connection = connection;
    this.session = session;
    this.inbound = inbound;
    this.subscribing = subscribing;
    this.groups = groups;
    this.reauthentication = reauthentication;
  }

  MqttSession session() {
    return session;
  }

  /** Resumes what an earlier connection left in flight, if there is a stored session. */
  void resume(@Nullable StoredSession stored, Map<Long, Message> messages) {
    if (stored != null) {
      inbound.resume(stored.inFlight());
      session
          .outbound()
          .resume(stored.position(), stored.exactPosition(), stored.inFlight(), messages);
    }
  }

  /** Makes a stored session an active member of its groups again. */
  void rejoinGroups() {
    for (Subscription one : session.subscriptions().all()) {
      if (one.share() != null) {
        groups.rejoin(one);
      }
    }
  }

  /**
   * @throws Refusal if the packet violates the standard
   */
  void take(MqttMessage packet) {
    MqttMessageType type = packet.fixedHeader().messageType();
    Acknowledgements acknowledgements = session.outbound().acknowledgements();
    switch (type) {
      case PUBLISH -> inbound.publish((MqttPublishMessage) packet);
      case PUBACK -> acknowledgements.acknowledged(packetId(packet));
      case PUBREC -> acknowledgements.received(packetId(packet), isError(packet));
      case PUBREL -> inbound.released(packetId(packet));
      case PUBCOMP -> acknowledgements.completed(packetId(packet));
      case SUBSCRIBE -> subscribing.subscribe((MqttSubscribeMessage) packet);
      case UNSUBSCRIBE -> session.unsubscribing().unsubscribe((MqttUnsubscribeMessage) packet);
      case PINGREQ -> ping(packet);
      case DISCONNECT -> disconnect(packet);
      case AUTH -> reauthentication.take(packet);
      default -> throw Refusal.protocolError("A client must not send " + type + ".");
    }
    if (inbound.isFlooded()) {
      throw new Refusal(
          Reason.QUOTA_EXCEEDED, "The client publishes faster than its messages can be stored.");
    }
  }

  private static int packetId(MqttMessage packet) {
    return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
  }

  /** Whether the reason code is an error: 0x80 or greater, which is negative as a byte. */
  private static boolean isError(MqttMessage packet) {
    return packet.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
        && reply.reasonCode() < 0;
  }

  private void ping(MqttMessage packet) {
    if (packet.fixedHeader().remainingLength() != 0) {
      throw Refusal.malformed("A PINGREQ must not have content.");
    }
    session.outbound().progressed();
    connection.line().send(session.packets().pingResp());
  }

  private void disconnect(MqttMessage packet) {
    boolean withWill = false;
    if (session.client().version5()
        && packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader said) {
      Integer expiry =
          PublishProperties.integer(said.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL);
      if (expiry != null) {
        session.expireAfter(Integer.toUnsignedLong(expiry));
      }
      withWill = said.reasonCode() != 0;
    }
    connection.disconnected(withWill);
  }
}
