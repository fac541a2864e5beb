package io.reddot.it;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.SubscribeBuilder;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperties;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MQTT 5, whatever carries the bytes: what comes is told as the envelopes that other transports
 * bring. QoS 1. The subclass calls {@link #opened} and {@link #received}, one thread at a time.
 */
abstract class MqttSubscriber extends Subscriber {
  private static final int PACKET_BYTES = 8 << 20;

  /** The longest that MQTT can say. */
  private static final int STRING_BYTES = 65_535;

  private final EmbeddedChannel codec =
      new EmbeddedChannel(new MqttDecoder(PACKET_BYTES), MqttEncoder.INSTANCE);
  private final Site site;
  private final @Nullable String after;
  private final List<String> filters;

  MqttSubscriber(Site site, @Nullable String after, String... filters) {
    this.site = site;
    this.after = after;
    this.filters = filters.length == 0 ? inbox(site.token()) : List.of(filters);
  }

  /** Sends bytes. */
  abstract void send(byte[] bytes) throws IOException;

  /** There is no default in MQTT: the client names its inbox. */
  private static List<String> inbox(String token) {
    String claims =
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    JsonObject caller = Site.object(claims);
    List<String> inbox = new ArrayList<>(List.of("everyone", "user/" + caller.getString("sub")));
    JsonArray groups = caller.getJsonArray("groups");
    for (int i = 0; i < groups.size(); i++) {
      inbox.add("group/" + groups.getString(i));
    }
    return inbox;
  }

  final void opened() throws IOException {
    send(
        MqttMessageBuilders.connect()
            .protocolVersion(MqttVersion.MQTT_5)
            .clientId("")
            .cleanSession(true)
            .username("subscriber")
            .password(site.token().getBytes(StandardCharsets.UTF_8))
            .build());
  }

  private void send(MqttMessage packet) throws IOException {
    codec.writeOutbound(packet);
    ByteBuf encoded = codec.readOutbound();
    send(ByteBufUtil.getBytes(encoded));
    encoded.release();
  }

  final void received(byte[] bytes) throws IOException {
    codec.writeInbound(Unpooled.wrappedBuffer(bytes));
    for (MqttMessage packet = codec.readInbound(); packet != null; packet = codec.readInbound()) {
      take(packet);
    }
  }

  private void take(MqttMessage packet) throws IOException {
    switch (packet.fixedHeader().messageType()) {
      case CONNACK -> {
        if (((MqttConnAckMessage) packet).variableHeader().connectReturnCode()
            == MqttConnectReturnCode.CONNECTION_ACCEPTED) {
          subscribe();
        } else {
          refused(401, packet.toString());
        }
      }
      case SUBACK -> subscribed((MqttSubAckMessage) packet);
      case PUBLISH -> publish((MqttPublishMessage) packet);
      case DISCONNECT -> goodbye(packet);
      default -> throw new AssertionError("unexpected: " + packet);
    }
  }

  private void subscribe() throws IOException {
    SubscribeBuilder subscribe = MqttMessageBuilders.subscribe().messageId(1);
    MqttProperties said = new MqttProperties();
    if (after != null) {
      said.add(new UserProperty("after", after));
    }
    subscribe.properties(said);
    for (String filter : filters) {
      String sayable = filter.substring(0, Math.min(STRING_BYTES, filter.length()));
      subscribe.addSubscription(MqttQoS.AT_LEAST_ONCE, sayable);
    }
    send(subscribe.build());
  }

  private void subscribed(MqttSubAckMessage packet) {
    int worst = packet.payload().reasonCodes().stream().mapToInt(code -> code).max().orElseThrow();
    if (worst >= 0x80) {
      refused(worst == 0x87 ? 403 : 400, packet.toString());
      return;
    }
    MqttProperties said = packet.idAndPropertiesVariableHeader().properties();
    arrive(
        Json.createObjectBuilder()
            .add("type", "hello")
            .add("cursor", user(said, "cursor"))
            .add("recovered", Boolean.parseBoolean(user(said, "recovered")))
            .build());
  }

  private void publish(MqttPublishMessage packet) throws IOException {
    MqttProperties said = packet.variableHeader().properties();
    JsonObjectBuilder message =
        Json.createObjectBuilder()
            .add("type", "message")
            .add("topic", packet.variableHeader().topicName())
            .add("cursor", user(said, "cursor"))
            .add("id", user(said, "id"))
            .add("data", json(packet.payload().toString(StandardCharsets.UTF_8)));
    packet.release();
    String event = find(said, "event");
    if (event != null) {
      message.add("event", event);
    }
    arrive(message.build());
    if (packet.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE) {
      send(
          new MqttMessage(
              new MqttFixedHeader(MqttMessageType.PUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
              MqttMessageIdVariableHeader.from(packet.variableHeader().packetId())));
    }
  }

  /** What was published as JSON is its text; what was published as text is a string elsewhere. */
  private static JsonValue json(String payload) {
    try (JsonReader reader = Json.createReader(new StringReader(payload))) {
      return reader.readValue();
    } catch (JsonException e) {
      return Json.createValue(payload);
    }
  }

  private void goodbye(MqttMessage packet) {
    int code =
        ((MqttReasonCodeAndPropertiesVariableHeader) packet.variableHeader()).reasonCode() & 0xff;
    if (code == 0x81) {
      refused(400, packet.toString()); // what is no string cannot be subscribed to
    } else {
      arrive(
          Json.createObjectBuilder()
              .add("type", "goodbye")
              .add("code", code)
              .add("reason", packet.toString())
              .build());
    }
  }

  private static String user(MqttProperties said, String name) {
    String value = find(said, name);
    if (value == null) {
      throw new AssertionError("no user property " + name);
    }
    return value;
  }

  private static @Nullable String find(MqttProperties said, String name) {
    if (said.getProperty(MqttProperties.USER_PROPERTY) instanceof UserProperties all) {
      for (StringPair pair : all.value()) {
        if (pair.key.equals(name)) {
          return pair.value;
        }
      }
    }
    return null;
  }
}
