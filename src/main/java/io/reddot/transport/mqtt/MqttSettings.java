package io.reddot.transport.mqtt;

import io.reddot.log.WillStore;
import io.reddot.message.TopicFilter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the administrator says about MQTT. Immutable once it is injected. */
@ApplicationScoped
public class MqttSettings {
  /** What a PUBLISH may have beside its payload: topic, properties. */
  private static final int OVERHEAD = 256 << 10;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.port", defaultValue = "1883")
  private int port;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.tls-port", defaultValue = "8883")
  private int tlsPort;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.key-store", defaultValue = "none")
  private String keyStore;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.key-store-password", defaultValue = "none")
  private String keyStorePassword;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.keep-alive-seconds", defaultValue = "40")
  private int keepAlive;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.session-expiry-seconds", defaultValue = "604800")
  private long sessionExpiry;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.share-redelivery-seconds", defaultValue = "300")
  private long shareRedelivery;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.receive-maximum", defaultValue = "256")
  private int receiveMaximum;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.topic-aliases", defaultValue = "64")
  private int topicAliases;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.terse", defaultValue = "false")
  private boolean terse;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.refused-filters")
  private Optional<String> refusedFilters;

  @Inject
  @ConfigProperty(name = "reddot.limit.body-seconds", defaultValue = "30")
  private long bodySeconds;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.connect-bytes", defaultValue = "65536")
  private int connectBytes;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.will-bytes", defaultValue = "32768")
  private int willBytes;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.user-wills", defaultValue = "1000")
  private int userWills;

  @Inject
  @ConfigProperty(name = "reddot.mqtt.user-will-bytes", defaultValue = "4194304")
  private long userWillBytes;

  @Inject
  @ConfigProperty(name = "reddot.publish.body-bytes", defaultValue = "4194304")
  private int bodyBytes;

  /** Where devices come to without TLS; 0: nowhere. */
  int port() {
    return port;
  }

  /** Where they come to with TLS, if there is a key store; 0: nowhere. */
  int tlsPort() {
    return tlsPort;
  }

  /** The file with key and certificates (PKCS #12 or JKS), or "none". */
  String keyStore() {
    return keyStore;
  }

  String keyStorePassword() {
    return keyStorePassword;
  }

  /** The longest silence that clients are allowed, in seconds; 1.5 times that and they are gone. */
  int keepAlive() {
    return keepAlive;
  }

  /** How long a session is kept for a client that is away, at most, in seconds. */
  long sessionExpiry() {
    return sessionExpiry;
  }

  /**
   * How long a member of a group may have a message and not acknowledge it, before another one gets
   * it; zero: for ever.
   */
  Duration shareRedelivery() {
    return Duration.ofSeconds(shareRedelivery);
  }

  /** How many QoS 1 and 2 messages a client may have sent that are not acknowledged yet. */
  int receiveMaximum() {
    return receiveMaximum;
  }

  /** How many topic aliases a client may use. */
  int topicAliases() {
    return topicAliases;
  }

  /** Whether MQTT 5 clients hear nothing but what the standard demands. */
  boolean terse() {
    return terse;
  }

  /** What nobody subscribes to over MQTT, whatever the grants: just these very filters. */
  boolean refuses(TopicFilter filter) {
    return List.of(refusedFilters.orElse("").trim().split("\\s*,\\s*")).contains(filter.pattern());
  }

  /** How long a packet may take from its first byte to its last, as a body may. */
  Duration packetDeadline() {
    return Duration.ofSeconds(bodySeconds);
  }

  /** The largest CONNECT, in bytes: its token, its properties and its will together. */
  int connectBytes() {
    return connectBytes;
  }

  /** The largest will, with its properties, in characters as they are stored. */
  int willBytes() {
    return willBytes;
  }

  /** What the wills of one user may be in all, of all its sessions. */
  WillStore.Bounds willBounds() {
    return new WillStore.Bounds(userWills, userWillBytes);
  }

  /** The largest payload, in bytes. */
  int payloadBytes() {
    return bodyBytes;
  }

  /** The largest packet that is read, in bytes. */
  int packetBytes() {
    return bodyBytes + OVERHEAD;
  }
}
