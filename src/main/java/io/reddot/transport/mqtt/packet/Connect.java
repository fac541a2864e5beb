package io.reddot.transport.mqtt.packet;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A valid CONNECT. Immutable.
 *
 * @param clientId empty: the server assigns one
 * @param keepAlive in seconds; 0: off
 * @param expiry how long the session outlives the connection, in seconds; {@value #NEVER}: it never
 *     expires
 * @param window the number of unacknowledged QoS 1 and 2 messages that the client accepts
 * @param maximumPacket the largest packet that the client accepts, in bytes
 * @param aliases the number of topic aliases that the client accepts
 * @param explain whether answers may carry reason strings and user properties
 * @param terse whether messages omit the server's own user properties
 * @param method the authentication method for AUTH; null: the client does not use AUTH
 * @param token a token or a ticket; null: none
 */
public record Connect(
    boolean version5,
    String clientId,
    boolean cleanStart,
    int keepAlive,
    long expiry,
    int window,
    int maximumPacket,
    int aliases,
    boolean explain,
    boolean terse,
    @Nullable String method,
    @Nullable String token) {

  /** The one authentication method (MQTT 5, section 4.12): a token or a ticket as data. */
  static final String METHOD = "token";

  public static final long NEVER = 0xffff_ffffL;
  private static final int MAX_CLIENT_ID = 256;
  private static final int MAX_WINDOW = 65_535;

  /**
   * The server's own limit on messages in flight to one client. Further messages wait in the
   * session's outbox, which is bounded in bytes.
   */
  private static final int OUR_WINDOW = 1_000;

  /**
   * @param terse whether the client gets neither reason strings nor the server's user properties; a
   *     client without a token never does
   * @throws Refusal if the packet violates the standard
   */
  public static Connect of(MqttConnectMessage packet, boolean terse) {
    MqttConnectVariableHeader header = packet.variableHeader();
    MqttConnectPayload payload = packet.payload();
    boolean version5 = header.version() == MqttVersion.MQTT_5.protocolLevel();
    if (header.version() < MqttVersion.MQTT_3_1_1.protocolLevel()) {
      throw new Refusal(Reason.UNSUPPORTED_VERSION, "This server supports MQTT 3.1.1 and 5.");
    }
    checkFlags(header, version5);
    MqttProperties said = header.properties();
    String method = method(said);
    if (method != null && !method.equals(METHOD)) {
      throw new Refusal( // MQTT-4.12.0-1
          Reason.BAD_AUTHENTICATION_METHOD,
          "The only authentication method is 'token'; a token can also be sent as the password.");
    }
    String clientId = payload.clientIdentifier();
    if (clientId.length() > MAX_CLIENT_ID
        || clientId.chars().anyMatch(c -> Character.isISOControl(c))) {
      throw new Refusal(
          Reason.CLIENT_ID_NOT_VALID,
          "A client id may have at most "
              + MAX_CLIENT_ID
              + " characters and no control characters.");
    }
    if (clientId.isEmpty() && !version5 && !header.isCleanSession()) {
      throw new Refusal(Reason.CLIENT_ID_NOT_VALID, "A persistent session needs a client id.");
    }
    String token = token(payload, said);
    // A guest of the demo is a generic tool, which gets plain MQTT.
    boolean bare = terse || token == null;
    return new Connect(
        version5,
        clientId,
        header.isCleanSession(),
        header.keepAliveTimeSeconds(),
        expiry(header, version5),
        Math.min(OUR_WINDOW, positive(said, MqttProperties.RECEIVE_MAXIMUM, MAX_WINDOW)),
        positive(said, MqttProperties.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE),
        or(said, MqttProperties.TOPIC_ALIAS_MAXIMUM, 0),
        !bare && or(said, MqttProperties.REQUEST_PROBLEM_INFORMATION, 1) == 1,
        bare,
        method,
        token);
  }

  /** Returns a copy without the token, which must not stay in memory after authentication. */
  public Connect withoutToken() {
    return new Connect(
        version5,
        clientId,
        cleanStart,
        keepAlive,
        expiry,
        window,
        maximumPacket,
        aliases,
        explain,
        terse,
        method,
        null);
  }

  /** Returns the authentication method of a packet; null: none. */
  public static @Nullable String method(MqttProperties said) {
    return said.getProperty(MqttProperties.AUTHENTICATION_METHOD) instanceof StringProperty method
        ? method.value()
        : null;
  }

  /** Returns the authentication data of a packet as text; null: none. */
  public static @Nullable String data(MqttProperties said) {
    return said.getProperty(MqttProperties.AUTHENTICATION_DATA) instanceof BinaryProperty data
        ? new String(data.value(), StandardCharsets.UTF_8)
        : null;
  }

  private static void checkFlags(MqttConnectVariableHeader header, boolean version5) {
    if (header.isWillFlag() ? header.willQos() > 2 : header.willQos() != 0) {
      throw Refusal.malformed("The QoS of the will is invalid."); // MQTT-3.1.2-11, MQTT-3.1.2-12
    }
    if (!header.isWillFlag() && header.isWillRetain()) {
      throw Refusal.malformed(
          "The will retain flag is set, but the CONNECT has no will."); // MQTT-3.1.2-13
    }
    if (!version5 && header.hasPassword() && !header.hasUserName()) {
      throw Refusal.malformed(
          "MQTT 3.1.1 allows no password without a user name."); // MQTT-3.1.2-22
    }
  }

  private static long expiry(MqttConnectVariableHeader header, boolean version5) {
    if (!version5) {
      return header.isCleanSession() ? 0 : NEVER;
    }
    return seconds(header.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL, 0);
  }

  /** Reads a four byte integer, which is unsigned on the wire. */
  static long seconds(MqttProperties said, int property, long otherwise) {
    Integer seconds = PublishProperties.integer(said, property);
    return seconds == null ? otherwise : Integer.toUnsignedLong(seconds);
  }

  private static int positive(MqttProperties said, int property, int otherwise) {
    Integer value = PublishProperties.integer(said, property);
    if (value == null) {
      return otherwise;
    }
    if (value == 0) {
      throw Refusal.protocolError( // MQTT 5, 3.1.2.11.3 and .4
          "The receive maximum and the maximum packet size must not be 0.");
    }
    return value < 0 ? Integer.MAX_VALUE : value;
  }

  private static int or(MqttProperties said, int property, int otherwise) {
    Integer value = PublishProperties.integer(said, property);
    return value == null ? otherwise : value;
  }

  private static @Nullable String token(MqttConnectPayload payload, MqttProperties said) {
    String data = data(said);
    if (data != null) {
      return data;
    }
    String property = PublishProperties.user(said, "token");
    String ticket = property == null ? PublishProperties.user(said, "ticket") : property;
    if (ticket != null) {
      return ticket;
    }
    byte[] password = payload.passwordInBytes();
    return password == null || password.length == 0
        ? null
        : new String(password, StandardCharsets.UTF_8);
  }

  /** Omits the token, which must not be logged. */
  @Override
  public String toString() {
    return (version5 ? "MQTT 5, client " : "MQTT 3.1.1, client ") + clientId;
  }
}
