package io.reddot.transport.mqtt.packet;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.reddot.message.Draft;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.message.TopicFilter;
import io.reddot.message.TraceParent;
import io.reddot.publish.Drafts;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Creates drafts from the messages and wills of MQTT clients. Thread-safe. */
public final class Drafting {
  private final Drafts drafts;
  private final InstantSource clock;

  public Drafting(InstantSource clock) {
    // MQTT payloads are never parsed as JSON.
    this.drafts = new Drafts(clock, 0);
    this.clock = clock;
  }

  /**
   * @param publisher the key of the publishing session
   * @throws Problem (400, 413) if the message is invalid
   * @throws Refusal if the packet violates the standard
   */
  public Draft draft(
      Topic topic, MqttPublishMessage packet, String publisher, String user, int maximum) {
    MqttProperties said = packet.variableHeader().properties();
    if (said.getProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER) != null) {
      throw Refusal.protocolError(
          "A client's PUBLISH must not have a subscription identifier."); // 3.3.4-6
    }
    return draft(
        topic,
        ByteBufUtil.getBytes(packet.payload()),
        said,
        PublishProperties.of(packet.fixedHeader().qosLevel().value(), publisher, said),
        packet.fixedHeader().isRetain(),
        user,
        maximum);
  }

  /** Returns the will of a CONNECT; null: none. */
  public @Nullable Will will(
      MqttConnectMessage packet, String publisher, String user, int maximum) {
    if (!packet.variableHeader().isWillFlag()) {
      return null;
    }
    MqttProperties said = packet.payload().willProperties();
    byte[] payload = packet.payload().willMessageInBytes();
    String topic = packet.payload().willTopic();
    Draft draft =
        draft(
            new Topic(topic == null ? "" : topic),
            payload == null ? new byte[0] : payload,
            said,
            PublishProperties.of(packet.variableHeader().willQos(), publisher, said),
            packet.variableHeader().isWillRetain(),
            user,
            maximum);
    long lifetime = Connect.seconds(said, MqttProperties.PUBLICATION_EXPIRY_INTERVAL, -1);
    return new Will(
        draft,
        Duration.ofSeconds(Connect.seconds(said, MqttProperties.WILL_DELAY_INTERVAL, 0)),
        lifetime < 0 ? null : Duration.ofSeconds(lifetime));
  }

  private Draft draft(
      Topic topic,
      byte[] payload,
      MqttProperties said,
      PublishProperties properties,
      boolean retain,
      String user,
      int maximum) {
    if (payload.length > maximum) {
      throw Problem.tooLarge(
          "The payload is too large: at most %,d bytes are allowed.".formatted(maximum));
    }
    Integer format = properties.format();
    if (format != null && (format < 0 || format > 1)) {
      throw Refusal.protocolError("The payload format indicator must be 0 or 1.");
    }
    if (format != null && format == 1 && !utf8(payload)) {
      throw new Refusal(
          Reason.PAYLOAD_FORMAT_INVALID,
          "The payload must be UTF-8, because its format indicator is 1.");
    }
    checkResponseTopic(properties.responseTopic());
    Draft draft =
        drafts.raw(
            topic,
            payload,
            false,
            PublishProperties.user(said, "event"),
            PublishProperties.user(said, "id"),
            null,
            retain,
            user);
    Duration lifetime = lifetime(said);
    return draft
        .withExpiry(lifetime == null ? null : expiry(clock.instant(), lifetime), lifetime)
        .withProperties(properties.toJson())
        .traced(TraceParent.orNull(PublishProperties.user(said, TraceParent.NAME)));
  }

  private static @Nullable Duration lifetime(MqttProperties said) {
    Integer seconds = PublishProperties.integer(said, MqttProperties.PUBLICATION_EXPIRY_INTERVAL);
    return seconds == null ? null : Duration.ofSeconds(Integer.toUnsignedLong(seconds));
  }

  /**
   * Returns when a message expires. The lifetime is limited as on other transports; MQTT allows up
   * to 136 years.
   */
  public static Instant expiry(Instant published, Duration lifetime) {
    Duration most = lifetime.compareTo(Drafts.LATEST) > 0 ? Drafts.LATEST : lifetime;
    return published.plus(most).truncatedTo(ChronoUnit.MILLIS);
  }

  /** A response topic must not have wildcards (MQTT-3.3.2-14). */
  private static void checkResponseTopic(@Nullable String topic) {
    if (topic != null && (topic.isEmpty() || !new TopicFilter(topic).exact())) {
      throw Refusal.protocolError("A response topic must not be empty or have wildcards.");
    }
  }

  private static boolean utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).limit() >= 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
