package io.reddot.it;

import java.util.Locale;

/** Every transport, as a client of it. */
public enum Transport {
  POLL {
    @Override
    public Subscriber subscribe(Site site, String after, String... filters) {
      return new PollSubscriber(site, false, after, filters);
    }
  },
  LONG_POLL {
    @Override
    public Subscriber subscribe(Site site, String after, String... filters) {
      return new PollSubscriber(site, true, after, filters);
    }
  },
  IFRAME {
    @Override
    public Subscriber subscribe(Site site, String after, String... filters) {
      return new IframeSubscriber(site, after, filters).start();
    }
  },
  SSE {
    @Override
    public Subscriber subscribe(Site site, String after, String... filters) {
      return new SseSubscriber(site, after, filters).start();
    }
  },
  WEBSOCKET {
    @Override
    public Subscriber subscribe(Site site, String after, String... filters) {
      return new WebSocketSubscriber(site, after, filters);
    }
  },
  WEBSOCKET_SINGLE {
    @Override
    public Subscriber subscribe(Site site, String after, String... filters) {
      return new WebSocketSubscriber(site, true, after, filters);
    }
  },
  MQTT {
    @Override
    public Subscriber subscribe(Site site, String after, String... filters) {
      return new MqttTcpSubscriber(site, after, filters);
    }
  },
  MQTT_WEBSOCKET {
    @Override
    public Subscriber subscribe(Site site, String after, String... filters) {
      return new MqttWebSocketSubscriber(site, after, filters);
    }
  };

  /**
   * Connects as the site's caller.
   *
   * @param after a cursor, {@code earliest}, {@code latest}, or null to leave it out
   * @param filters none: the caller's inbox
   */
  public abstract Subscriber subscribe(Site site, String after, String... filters);

  public boolean isWebSocket() {
    return this == WEBSOCKET || this == WEBSOCKET_SINGLE;
  }

  /** What the server calls it. */
  public String serversName() {
    return name().replace("_SINGLE", "").toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
