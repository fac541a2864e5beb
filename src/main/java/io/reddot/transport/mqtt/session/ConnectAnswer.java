package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.reddot.transport.mqtt.packet.Connect;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What CONNACK grants a client, compared with what its CONNECT asked for. Immutable. */
final class ConnectAnswer {
  /** The factor by which a client's silence may exceed the keep-alive (MQTT-3.1.2-22). */
  private static final double PATIENCE = 1.5;

  private final Connect client;
  private final String clientId;
  private final Duration expiry;
  private final MqttSettings settings;

  /**
   * @param clientId the client's own, or the one that the server assigned
   * @param expiry the expiry that the session is granted
   */
  ConnectAnswer(Connect client, String clientId, Duration expiry, MqttSettings settings) {
    this.client = client;
    this.clientId = clientId;
    this.expiry = expiry;
    this.settings = settings;
  }

  /** The silence after which the client is disconnected; null: none. */
  @Nullable Duration silence() {
    int seconds = keepAlive();
    return seconds == 0 ? null : Duration.ofMillis((long) (1000 * PATIENCE * seconds));
  }

  /** Returns the keep-alive in seconds; the server can change it only for MQTT 5 clients. */
  private int keepAlive() {
    int most = settings.keepAlive();
    boolean tooLong = client.keepAlive() == 0 || client.keepAlive() > most;
    return client.version5() && tooLong ? most : client.keepAlive();
  }

  /**
   * Returns the properties of CONNACK.
   *
   * @param recovered whether the resumed session lost nothing to retention; null: it is new
   */
  MqttProperties properties(@Nullable Boolean recovered) {
    MqttProperties said = new MqttProperties();
    if (!client.version5()) {
      return said;
    }
    String method = client.method();
    if (method != null) {
      said.add(new StringProperty(MqttProperties.AUTHENTICATION_METHOD, method)); // 4.12.0-5
    }
    if (expiry.toSeconds() != client.expiry()) {
      said.add(
          new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, (int) expiry.toSeconds()));
    }
    said.add(new IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, settings.receiveMaximum()));
    said.add(new IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, settings.packetBytes()));
    if (client.clientId().isEmpty()) {
      said.add(new StringProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, clientId));
    }
    said.add(new IntegerProperty(MqttProperties.TOPIC_ALIAS_MAXIMUM, settings.topicAliases()));
    if (keepAlive() != client.keepAlive()) {
      said.add(new IntegerProperty(MqttProperties.SERVER_KEEP_ALIVE, keepAlive()));
    }
    if (recovered != null && !client.terse()) {
      said.add(new UserProperty("recovered", Boolean.toString(recovered)));
    }
    return said;
  }
}
