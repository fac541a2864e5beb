package io.reddot.transport.mqtt.session;

import io.reddot.config.KeyStoreFile;
import io.reddot.config.Limiting;
import io.reddot.config.Mqtt;
import io.reddot.config.Publishing;
import io.reddot.config.Settings;
import io.reddot.log.WillStore;
import io.reddot.message.TopicFilter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** What the administrator says about MQTT. Immutable. */
@ApplicationScoped
public class MqttSettings {
  /** What a PUBLISH may have beside its payload: topic, properties. */
  private static final int OVERHEAD = 256 << 10;

  private final Settings settings;

  /** For the client proxy only. */
  @SuppressWarnings("NullAway")
  protected MqttSettings() {
    this.settings = null;
  }

  @Inject
  public MqttSettings(Settings settings) {
    this.settings = settings;
  }

  /** Where devices come to without TLS; 0: nowhere. */
  public int port() {
    return settings.get(Mqtt.PORT);
  }

  /** Where they come to with TLS, if there is a key store; 0: nowhere. */
  public int tlsPort() {
    return settings.get(Mqtt.TLS_PORT);
  }

  /** The file with key and certificates, if there is one. */
  public Optional<KeyStoreFile> keyStore() {
    return Mqtt.keyStore(settings);
  }

  /** The longest silence that clients are allowed, in seconds; 1.5 times that and they are gone. */
  int keepAlive() {
    return Math.toIntExact(settings.get(Mqtt.KEEP_ALIVE).toSeconds());
  }

  /** How long a session is kept for a client that is away, at most, in seconds. */
  long sessionExpiry() {
    return settings.get(Mqtt.SESSION_EXPIRY).toSeconds();
  }

  /**
   * How long a member of a group may have a message and not acknowledge it, before another one gets
   * it; zero: for ever.
   */
  Duration shareRedelivery() {
    return settings.get(Mqtt.SHARE_REDELIVERY);
  }

  /** How many QoS 1 and 2 messages a client may have sent that are not acknowledged yet. */
  int receiveMaximum() {
    return settings.get(Mqtt.RECEIVE_MAXIMUM);
  }

  /** How many topic aliases a client may use. */
  int topicAliases() {
    return settings.get(Mqtt.TOPIC_ALIASES);
  }

  /** Whether MQTT 5 clients hear nothing but what the standard demands. */
  boolean terse() {
    return settings.get(Mqtt.TERSE);
  }

  /** What nobody subscribes to over MQTT, whatever the grants: just these very filters. */
  boolean refuses(TopicFilter filter) {
    return settings.get(Mqtt.REFUSED_FILTERS).stream().anyMatch(all -> all.contains(filter));
  }

  /** How long a packet may take from its first byte to its last, as a body may. */
  Duration packetDeadline() {
    return settings.get(Limiting.BODY_SECONDS);
  }

  /** The largest CONNECT, in bytes: its token, its properties and its will together. */
  public int connectBytes() {
    return settings.get(Mqtt.CONNECT_BYTES);
  }

  /** The largest will, with its properties, in characters as they are stored. */
  int willBytes() {
    return settings.get(Mqtt.WILL_BYTES);
  }

  /** What the wills of one user may be in all, of all its sessions. */
  WillStore.Bounds willBounds() {
    return new WillStore.Bounds(settings.get(Mqtt.USER_WILLS), settings.get(Mqtt.USER_WILL_BYTES));
  }

  /** The largest payload, in bytes. */
  int payloadBytes() {
    return settings.get(Publishing.BODY_BYTES);
  }

  /** The largest packet that is read, in bytes. */
  public int packetBytes() {
    return settings.get(Publishing.BODY_BYTES) + OVERHEAD;
  }
}
