package io.reddot.transport.mqtt.session;

import io.reddot.config.KeyStoreFile;
import io.reddot.config.Limiting;
import io.reddot.config.Mqtt;
import io.reddot.config.Publishing;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.message.TopicFilter;
import io.reddot.transport.mqtt.store.WillBounds;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** The configuration of MQTT. Immutable. */
@SingleInstance
public class MqttSettings {
  /** The maximum size of a PUBLISH without its payload: topic and properties. */
  private static final int OVERHEAD = 256 << 10;

  private final Settings settings;

  @Inject
  public MqttSettings(Settings settings) {
    this.settings = settings;
  }

  /** The port without TLS; 0: none. */
  public int port() {
    return settings.get(Mqtt.PORT);
  }

  /** The port with TLS, which needs a key store; 0: none. */
  public int tlsPort() {
    return settings.get(Mqtt.TLS_PORT);
  }

  /** The file with key and certificates, if configured. */
  public Optional<KeyStoreFile> keyStore() {
    return Mqtt.keyStore(settings);
  }

  /** Returns the expiry of a session whose client asks for this many seconds. */
  Duration expiry(long seconds) {
    return Duration.ofSeconds(Math.min(seconds, sessionExpiry()));
  }

  /** The longest keep-alive in seconds; clients are disconnected after 1.5 times that. */
  int keepAlive() {
    return Math.toIntExact(settings.get(Mqtt.KEEP_ALIVE).toSeconds());
  }

  /** The longest expiry of a session whose client is offline, in seconds. */
  long sessionExpiry() {
    return settings.get(Mqtt.SESSION_EXPIRY).toSeconds();
  }

  /**
   * The time that a member of a group has to acknowledge a message before another member gets it;
   * zero: no limit.
   */
  Duration shareRedelivery() {
    return settings.get(Mqtt.SHARE_REDELIVERY);
  }

  /** The number of unacknowledged QoS 1 and 2 messages that a client may send. */
  int receiveMaximum() {
    return settings.get(Mqtt.RECEIVE_MAXIMUM);
  }

  /** The number of topic aliases that a client may use. */
  int topicAliases() {
    return settings.get(Mqtt.TOPIC_ALIASES);
  }

  /** Whether MQTT 5 clients get neither reason strings nor the server's user properties. */
  boolean terse() {
    return settings.get(Mqtt.TERSE);
  }

  /** Whether the configuration refuses subscriptions to this filter, whatever the grants. */
  boolean refuses(TopicFilter filter) {
    return settings.get(Mqtt.REFUSED_FILTERS).stream().anyMatch(all -> all.contains(filter));
  }

  /** The maximum time from a packet's first byte to its last, the same as for request bodies. */
  Duration packetDeadline() {
    return settings.get(Limiting.BODY_SECONDS);
  }

  /** The largest CONNECT in bytes, with token, properties and will. */
  public int connectBytes() {
    return settings.get(Mqtt.CONNECT_BYTES);
  }

  /** The largest will with topic and properties, in characters as stored. */
  int willBytes() {
    return settings.get(Mqtt.WILL_BYTES);
  }

  /** The quota for the wills of one user in all sessions. */
  WillBounds willBounds() {
    return new WillBounds(settings.get(Mqtt.USER_WILLS), settings.get(Mqtt.USER_WILL_BYTES));
  }

  /** The largest payload in bytes. */
  int payloadBytes() {
    return settings.get(Publishing.BODY_BYTES);
  }

  /** The largest packet in bytes. */
  public int packetBytes() {
    return settings.get(Publishing.BODY_BYTES) + OVERHEAD;
  }
}
