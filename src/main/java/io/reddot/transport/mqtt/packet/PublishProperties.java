package io.reddot.transport.mqtt.packet;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperties;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.reddot.json.JsonData;
import io.reddot.message.JsonText;
import io.reddot.message.TraceParent;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a message that MQTT passes on unaltered (MQTT 5, section 3.3.2.3). They are
 * stored with the message as JSON. Immutable.
 *
 * @param qos the QoS of the publication; 2 if another transport published the message
 * @param publisher the key of the publishing session, for subscriptions with "no local"
 * @param format the payload format indicator; null: none
 * @param correlationData in Base64
 * @param user the user properties in order, except those that are members of the message
 */
public record PublishProperties(
    int qos,
    @Nullable String publisher,
    @Nullable Integer format,
    @Nullable String contentType,
    @Nullable String responseTopic,
    @Nullable String correlationData,
    List<StringPair> user) {

  /** The properties of a message from another transport. */
  static final PublishProperties NONE =
      new PublishProperties(2, null, null, null, null, null, List.of());

  /** User properties that become members of the message. */
  private static final List<String> MEMBERS = List.of("id", "event", TraceParent.NAME);

  /** Reads the properties of a packet. */
  static PublishProperties of(int qos, String publisher, MqttProperties said) {
    List<StringPair> user = new ArrayList<>();
    for (StringPair pair : userProperties(said)) {
      if (!MEMBERS.contains(pair.key)) {
        user.add(pair);
      }
    }
    return new PublishProperties(
        qos,
        publisher,
        integer(said, MqttProperties.PAYLOAD_FORMAT_INDICATOR),
        string(said, MqttProperties.CONTENT_TYPE),
        string(said, MqttProperties.RESPONSE_TOPIC),
        said.getProperty(MqttProperties.CORRELATION_DATA) instanceof BinaryProperty data
            ? Base64.getEncoder().encodeToString(data.value())
            : null,
        List.copyOf(user));
  }

  static List<StringPair> userProperties(MqttProperties said) {
    return said.getProperty(MqttProperties.USER_PROPERTY) instanceof UserProperties all
        ? all.value()
        : List.of();
  }

  /** Returns the first user property of that name; null: none. */
  public static @Nullable String user(MqttProperties said, String name) {
    for (StringPair pair : userProperties(said)) {
      if (pair.key.equals(name)) {
        return pair.value;
      }
    }
    return null;
  }

  public static @Nullable Integer integer(MqttProperties said, int property) {
    return said.getProperty(property) instanceof IntegerProperty found ? found.value() : null;
  }

  static @Nullable String string(MqttProperties said, int property) {
    return said.getProperty(property) instanceof StringProperty found ? found.value() : null;
  }

  /** Adds the properties that MQTT 5 subscribers get. */
  void addTo(MqttProperties properties) {
    if (format != null) {
      properties.add(new IntegerProperty(MqttProperties.PAYLOAD_FORMAT_INDICATOR, format));
    }
    if (contentType != null) {
      properties.add(new StringProperty(MqttProperties.CONTENT_TYPE, contentType));
    }
    if (responseTopic != null) {
      properties.add(new StringProperty(MqttProperties.RESPONSE_TOPIC, responseTopic));
    }
    if (correlationData != null) {
      properties.add(
          new BinaryProperty(
              MqttProperties.CORRELATION_DATA, Base64.getDecoder().decode(correlationData)));
    }
    for (StringPair pair : user) {
      MqttProperty<StringPair> property = new UserProperty(pair.key, pair.value);
      properties.add(property);
    }
  }

  /** Returns the JSON that {@link #parse} reads. */
  String toJson() {
    StringBuilder json = new StringBuilder(64).append("{\"qos\":").append(qos);
    member(json, "publisher", publisher);
    if (format != null) {
      json.append(",\"format\":").append(format);
    }
    member(json, "contentType", contentType);
    member(json, "responseTopic", responseTopic);
    member(json, "correlationData", correlationData);
    if (!user.isEmpty()) {
      char separator = '[';
      json.append(",\"user\":");
      for (StringPair pair : user) {
        json.append(separator);
        JsonText.quote(pair.key, json);
        JsonText.quote(pair.value, json.append(','));
        separator = ',';
      }
      json.append(']');
    }
    return json.append('}').toString();
  }

  private static void member(StringBuilder json, String name, @Nullable String value) {
    if (value != null) {
      JsonText.quote(value, json.append(",\"").append(name).append("\":"));
    }
  }

  /**
   * @param json as stored; null: none
   */
  static PublishProperties parse(@Nullable String json) {
    if (json == null || !(JsonData.parse(json) instanceof JsonObject members)) {
      return NONE;
    }
    List<StringPair> user = new ArrayList<>();
    if (members.get("user") instanceof JsonArray names) {
      for (int i = 0; i + 1 < names.size(); i += 2) {
        user.add(new StringPair(names.getString(i), names.getString(i + 1)));
      }
    }
    return new PublishProperties(
        members.getInt("qos", NONE.qos),
        string(members.get("publisher")),
        members.containsKey("format") ? members.getInt("format") : null,
        string(members.get("contentType")),
        string(members.get("responseTopic")),
        string(members.get("correlationData")),
        user);
  }

  private static @Nullable String string(@Nullable JsonValue value) {
    return value instanceof JsonString text ? text.getString() : null;
  }
}
