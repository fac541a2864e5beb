package io.reddot.publish;

import java.util.Locale;

/** How a message comes to be published, for metrics. */
public enum Way {
  /** {@code POST api/messages}. */
  HTTP,

  /** {@code POST api/topics}. */
  RAW,
  WEBSOCKET,

  /** MQTT, over TCP or a WebSocket. */
  MQTT,

  /** The will of an MQTT client. */
  WILL,

  /** A message that waited for its time. */
  SCHEDULE;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
