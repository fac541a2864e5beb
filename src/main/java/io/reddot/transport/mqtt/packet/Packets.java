package io.reddot.transport.mqtt.packet;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates the control packets that the server sends to one client. Immutable. */
public final class Packets {
  /** An upper bound for the size of a packet without its properties. */
  private static final int OVERHEAD = 32;

  /** The maximum size of the cursor properties of SUBACK. */
  private static final int MAX_CURSORS = 96;

  private final boolean version5;
  private final boolean explain;
  private final int maximumPacket;

  /** Creates packets for a client whose CONNECT was not accepted. */
  public Packets(boolean version5) {
    this(version5, version5, Integer.MAX_VALUE);
  }

  public Packets(Connect client) {
    this(client.version5(), client.explain(), client.maximumPacket());
  }

  private Packets(boolean version5, boolean explain, int maximumPacket) {
    this.version5 = version5;
    this.explain = explain;
    this.maximumPacket = maximumPacket;
  }

  public MqttMessage connAck(boolean sessionPresent, MqttProperties said) {
    return connAck(
        MqttConnectReturnCode.CONNECTION_ACCEPTED, sessionPresent, version5 ? said : none());
  }

  public MqttMessage connRefused(Reason reason, String detail) {
    byte code = version5 ? reason.code() : reason.connack3();
    return connAck(MqttConnectReturnCode.valueOf(code), false, because(detail));
  }

  private static MqttMessage connAck(
      MqttConnectReturnCode code, boolean sessionPresent, MqttProperties said) {
    return new MqttConnAckMessage(
        header(MqttMessageType.CONNACK), new MqttConnAckVariableHeader(code, sessionPresent, said));
  }

  public MqttMessage pubAck(int packetId, Reason reason, @Nullable String detail) {
    return reply(header(MqttMessageType.PUBACK), packetId, reason, detail);
  }

  public MqttMessage pubRec(int packetId, Reason reason, @Nullable String detail) {
    return reply(header(MqttMessageType.PUBREC), packetId, reason, detail);
  }

  public MqttMessage pubRel(int packetId, Reason reason) {
    MqttFixedHeader header =
        new MqttFixedHeader(MqttMessageType.PUBREL, false, MqttQoS.AT_LEAST_ONCE, false, 0);
    return reply(header, packetId, reason, null);
  }

  public MqttMessage pubComp(int packetId, Reason reason) {
    return reply(header(MqttMessageType.PUBCOMP), packetId, reason, null);
  }

  private MqttMessage reply(
      MqttFixedHeader header, int packetId, Reason reason, @Nullable String detail) {
    return new MqttMessage(
        header,
        version5
            ? new MqttPubReplyMessageVariableHeader(packetId, reason.code(), because(detail))
            : MqttMessageIdVariableHeader.from(packetId));
  }

  /**
   * @param codes one for each filter, as the client's version of MQTT defines them
   */
  public MqttMessage subAck(int packetId, List<Integer> codes, MqttProperties said) {
    return new MqttSubAckMessage(
        header(MqttMessageType.SUBACK),
        new MqttMessageIdAndPropertiesVariableHeader(packetId, fitting(said, codes.size())),
        new MqttSubAckPayload(codes));
  }

  public MqttMessage unsubAck(int packetId, List<Short> codes) {
    return new MqttUnsubAckMessage(
        header(MqttMessageType.UNSUBACK),
        new MqttMessageIdAndPropertiesVariableHeader(packetId, none()),
        version5 ? new MqttUnsubAckPayload(codes) : null);
  }

  public MqttMessage pingResp() {
    return new MqttMessage(header(MqttMessageType.PINGRESP));
  }

  /**
   * Confirms a re-authentication, and names the method of the CONNECT (MQTT-4.12.0-5).
   *
   * @param said further properties, for clients that accept them
   */
  public MqttMessage authenticated(List<UserProperty> said) {
    MqttProperties properties = new MqttProperties();
    properties.add(new StringProperty(MqttProperties.AUTHENTICATION_METHOD, Connect.METHOD));
    int size =
        said.stream().mapToInt(one -> 3 * (one.value().key + one.value().value).length()).sum();
    if (explain && maximumPacket > OVERHEAD * (1 + said.size()) + size) {
      said.forEach(properties::add);
    }
    return new MqttMessage(
        header(MqttMessageType.AUTH),
        new MqttReasonCodeAndPropertiesVariableHeader(Reason.SUCCESS.code(), properties));
  }

  /** Creates the server's DISCONNECT, which only MQTT 5 has. */
  public MqttMessage disconnect(Reason reason, MqttProperties said) {
    return new MqttMessage(
        header(MqttMessageType.DISCONNECT),
        new MqttReasonCodeAndPropertiesVariableHeader(reason.code(), said));
  }

  /**
   * Omits the properties if the client does not accept them (MQTT-3.1.2-29), or if they exceed its
   * maximum packet size (MQTT-3.9.2-2).
   */
  private MqttProperties fitting(MqttProperties said, int codes) {
    return version5 && explain && maximumPacket > OVERHEAD + codes + MAX_CURSORS ? said : none();
  }

  /** Returns properties with a reason string, if the client accepts one. */
  public MqttProperties because(@Nullable String detail) {
    if (!explain || detail == null || maximumPacket < OVERHEAD + 3L * detail.length()) {
      return none();
    }
    MqttProperties said = new MqttProperties();
    said.add(new StringProperty(MqttProperties.REASON_STRING, detail));
    return said;
  }

  private static MqttProperties none() {
    return MqttProperties.NO_PROPERTIES;
  }

  private static MqttFixedHeader header(MqttMessageType type) {
    return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
  }
}
