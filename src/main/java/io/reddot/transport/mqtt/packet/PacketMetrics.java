package io.reddot.transport.mqtt.packet;

import io.netty.handler.codec.mqtt.MqttMessageType;
import io.reddot.metrics.Count;
import io.reddot.metrics.Counter;
import io.reddot.metrics.Metrics;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The counts of MQTT control packets, over TCP and WebSocket. Stateless. */
public final class PacketMetrics {
  private static final Counter PACKETS =
      Metrics.counter("reddot_mqtt_packets", "MQTT control packets.", "direction", "type");

  private static final Map<MqttMessageType, Count> IN = new EnumMap<>(MqttMessageType.class);
  private static final Map<MqttMessageType, Count> OUT = new EnumMap<>(MqttMessageType.class);

  /** What only the server sends. */
  private static final Set<MqttMessageType> FROM_SERVER =
      Set.of(
          MqttMessageType.CONNACK,
          MqttMessageType.SUBACK,
          MqttMessageType.UNSUBACK,
          MqttMessageType.PINGRESP);

  /** What only clients send. */
  private static final Set<MqttMessageType> FROM_CLIENT =
      Set.of(
          MqttMessageType.CONNECT,
          MqttMessageType.SUBSCRIBE,
          MqttMessageType.UNSUBSCRIBE,
          MqttMessageType.PINGREQ);

  private static final Count MESSAGES;

  static {
    for (MqttMessageType type : MqttMessageType.values()) {
      String name = type.name().toLowerCase(Locale.ROOT);
      if (!FROM_SERVER.contains(type)) {
        IN.put(type, PACKETS.of("in", name));
      }
      if (!FROM_CLIENT.contains(type)) {
        OUT.put(type, PACKETS.of("out", name));
      }
    }
    MESSAGES = PACKETS.of("out", "publish");
  }

  private PacketMetrics() {}

  /** Shows all counts, as 0. */
  public static void load() {
    MESSAGES.add(0);
  }

  /** Counts a packet of a client. */
  public static void received(MqttMessageType type) {
    add(IN, type);
  }

  /** Counts a packet to a client, other than PUBLISH. */
  public static void sent(MqttMessageType type) {
    add(OUT, type);
  }

  /** Counts PUBLISH packets to a client. */
  public static void published(int packets) {
    MESSAGES.add(packets);
  }

  private static void add(Map<MqttMessageType, Count> to, MqttMessageType type) {
    Count count = to.get(type);
    if (count != null) { // otherwise the client violates the standard, and is disconnected
      count.add(1);
    }
  }
}
