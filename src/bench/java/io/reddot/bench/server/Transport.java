package io.reddot.bench.server;

import java.util.Locale;

/** How messages come to a client, or from one. */
public enum Transport {
  WEBSOCKET,
  SSE,
  IFRAME,
  LONG_POLL,

  /** At QoS 0: nothing is acknowledged. */
  MQTT_0,

  /** At QoS 1. */
  MQTT_1,

  /** The streams in turn: each client has another one than the client before it. */
  MIXED,

  /** The other way: messages come from clients. */
  POST;

  /** Whether a client can say how far it is, and gets what comes after that. */
  public boolean hasCursor() {
    return this != MQTT_0 && this != MQTT_1;
  }

  /**
   * @throws IllegalArgumentException if it is not MQTT
   */
  int qos() {
    return switch (this) {
      case MQTT_0 -> 0;
      case MQTT_1 -> 1;
      default -> throw new IllegalArgumentException(this + " has no QoS");
    };
  }

  /** As the table and the command line write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
