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
 * What a client said in its CONNECT, once it has been found to be allowed by the standard.
 * Immutable.
 *
 * @param clientId empty: it wants one of us
 * @param keepAlive in seconds; 0: none
 * @param expiry how long its session outlives the connection, in seconds; {@value #NEVER}: for ever
 * @param window how many of our QoS 1 and 2 messages it takes before it acknowledges one
 * @param maximumPacket the largest packet that it takes, in bytes
 * @param aliases how many topic aliases it takes
 * @param explain whether answers may say more than a reason code
 * @param terse whether messages carry no user properties of ours
 * @param method how it will say anew who it is, with AUTH; null: it will not
 * @param token what it says who it is with, a token or a ticket; null: nothing
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

  static final long NEVER = 0xffff_ffffL;
  private static final int MAX_CLIENT_ID = 256;
  private static final int MAX_WINDOW = 65_535;

  /**
   * Our own bound on what is in flight to one client: what is beyond waits in its outbox, which is
   * bounded in bytes.
   */
  private static final int OUR_WINDOW = 1_000;

  /**
   * @param terse whether the server says nothing but what the standard demands; to a client without
   *     a token it never does
   * @throws Refusal if the standard does not allow it
   */
  public static Connect of(MqttConnectMessage packet, boolean terse) {
    MqttConnectVariableHeader header = packet.variableHeader();
    MqttConnectPayload payload = packet.payload();
    boolean version5 = header.version() == MqttVersion.MQTT_5.protocolLevel();
    if (header.version() < MqttVersion.MQTT_3_1_1.protocolLevel()) {
      throw new Refusal(Reason.UNSUPPORTED_VERSION, "MQTT 3.1.1 and 5 are spoken here.");
    }
    checkFlags(header, version5);
    MqttProperties said = header.properties();
    String method = method(said);
    if (method != null && !method.equals(METHOD)) {
      throw new Refusal( // MQTT-4.12.0-1
          Reason.BAD_AUTHENTICATION_METHOD,
          "The one authentication method here is 'token'; or send a token as the password.");
    }
    String clientId = payload.clientIdentifier();
    if (clientId.length() > MAX_CLIENT_ID
        || clientId.chars().anyMatch(c -> Character.isISOControl(c))) {
      throw new Refusal(
          Reason.CLIENT_ID_NOT_VALID,
          "A client id has at most "
              + MAX_CLIENT_ID
              + " characters, none of them a control character.");
    }
    if (clientId.isEmpty() && !version5 && !header.isCleanSession()) {
      throw new Refusal(
          Reason.CLIENT_ID_NOT_VALID, "A session that is to be kept needs a client id.");
    }
    String token = token(payload, said);
    // A guest of the demo is somebody's tool, which knows nothing of us: it hears plain MQTT.
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

  /** The same, once it is known who it is: what it said lies about in memory no longer. */
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

  /** The authentication method that a packet names; null: none. */
  public static @Nullable String method(MqttProperties said) {
    return said.getProperty(MqttProperties.AUTHENTICATION_METHOD) instanceof StringProperty method
        ? method.value()
        : null;
  }

  /** The authentication data of a packet, as text; null: there is none. */
  public static @Nullable String data(MqttProperties said) {
    return said.getProperty(MqttProperties.AUTHENTICATION_DATA) instanceof BinaryProperty data
        ? new String(data.value(), StandardCharsets.UTF_8)
        : null;
  }

  private static void checkFlags(MqttConnectVariableHeader header, boolean version5) {
    if (header.isWillFlag() ? header.willQos() > 2 : header.willQos() != 0) {
      throw Refusal.malformed("The QoS of the will is wrong."); // MQTT-3.1.2-11, MQTT-3.1.2-12
    }
    if (!header.isWillFlag() && header.isWillRetain()) {
      throw Refusal.malformed("There is no will to be retained."); // MQTT-3.1.2-13
    }
    if (!version5 && header.hasPassword() && !header.hasUserName()) {
      throw Refusal.malformed("MQTT 3.1.1 has no password without a user."); // MQTT-3.1.2-22
    }
  }

  private static long expiry(MqttConnectVariableHeader header, boolean version5) {
    if (!version5) {
      return header.isCleanSession() ? 0 : NEVER;
    }
    return seconds(header.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL, 0);
  }

  /** A four byte integer, which has no sign on the wire. */
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
      throw Refusal.protocolError("A maximum of 0 makes no sense."); // MQTT 5, 3.1.2.11.3 and .4
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

  /** Without the token, which belongs into no log. */
  @Override
  public String toString() {
    return (version5 ? "MQTT 5, client " : "MQTT 3.1.1, client ") + clientId;
  }
}
