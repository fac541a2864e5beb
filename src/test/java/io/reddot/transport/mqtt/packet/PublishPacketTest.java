package io.reddot.transport.mqtt.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.reddot.fixture.HandClock;
import io.reddot.message.Cursor;
import io.reddot.message.Encoding;
import io.reddot.message.JsonText;
import io.reddot.message.Message;
import io.reddot.message.Topic;
import io.reddot.session.Envelope;
import io.reddot.session.EnvelopeBatch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Reads with Netty's decoder what {@link PublishPacket} writes. */
class PublishPacketTest {
  private static final Connect CLIENT =
      new Connect(true, "c", true, 0, 0, 10, Integer.MAX_VALUE, 10, true, false, null, null);

  private final HandClock clock = new HandClock();

  private static EmbeddedChannel decoder(MqttVersion version) {
    EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
    encoder.writeOutbound(
        MqttMessageBuilders.connect().protocolVersion(version).clientId("c").build());
    EmbeddedChannel decoder = new EmbeddedChannel(new MqttDecoder(1 << 20));
    decoder.writeInbound((ByteBuf) encoder.readOutbound());
    decoder.readInbound();
    return decoder;
  }

  private static Message message(String topic, byte[] payload, PublishProperties said) {
    return new Message(
        new Cursor("log", 7),
        "id",
        new Topic(topic),
        "comment",
        Instant.EPOCH,
        JsonText.quote(Base64.getEncoder().encodeToString(payload)),
        Encoding.BASE64,
        null,
        false,
        "alice",
        said.toJson());
  }

  @Property(tries = 300)
  void isReadAsItWasMeant(
      @ForAll @AlphaChars @StringLength(min = 1, max = 300) String topic,
      @ForAll @Size(max = 300) byte[] payload,
      @ForAll @IntRange(min = 0, max = 2) int qos,
      @ForAll boolean dup,
      @ForAll boolean retain,
      @ForAll @IntRange(min = 1, max = 65_535) int packetId,
      @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 268_435_455) Integer> ids,
      @ForAll @StringLength(max = 200) @AlphaChars String user,
      @ForAll boolean version5) {
    MqttWire wire = version5 ? MqttWire.VERSION_5 : MqttWire.VERSION_3;
    PublishProperties said =
        new PublishProperties(
            1, "a/c", 0, "text/plain", "answers", "AAEC", List.of(new StringPair("k", user)));
    PublishPacket packet = wire.packet(new Envelope.OfMessage(message(topic, payload, said)));
    SubscriberProperties more =
        version5
            ? SubscriberProperties.fitting(CLIENT, packet, qos, ids, clock)
            : SubscriberProperties.NOTHING;
    ByteBuf written = Unpooled.buffer();
    packet.write(written, qos, dup && qos > 0, retain, packetId, true, more);
    assertEquals(packet.length(qos, true, more), written.readableBytes());

    EmbeddedChannel decoder = decoder(version5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1);
    decoder.writeInbound(written);
    MqttPublishMessage read = decoder.readInbound();
    MqttMessage second = decoder.readInbound();
    assertNull(second);
    assertEquals(topic, read.variableHeader().topicName());
    assertArrayEquals(payload, ByteBufUtil.getBytes(read.payload()));
    assertEquals(qos, read.fixedHeader().qosLevel().value());
    assertEquals(dup && qos > 0, read.fixedHeader().isDup());
    assertEquals(retain, read.fixedHeader().isRetain());
    assertEquals(qos == 0 ? -1 : packetId, read.variableHeader().packetId());
    MqttProperties properties = read.variableHeader().properties();
    if (version5) {
      assertEquals(
          List.of(
              new StringPair("cursor", "log-7"),
              new StringPair("id", "id"),
              new StringPair("event", "comment"),
              new StringPair("k", user)),
          PublishProperties.userProperties(properties));
      List<Integer> found = new ArrayList<>();
      properties
          .getProperties(MqttProperties.SUBSCRIPTION_IDENTIFIER)
          .forEach(one -> found.add((Integer) one.value()));
      assertEquals(ids, found);
      assertEquals("answers", PublishProperties.string(properties, MqttProperties.RESPONSE_TOPIC));
    } else {
      assertEquals(0, properties.listAll().size());
    }
    read.release();
  }

  @Test
  void saysAnAliasForTheTopic() {
    PublishPacket packet =
        MqttWire.VERSION_5.packet(
            new Envelope.OfMessage(message("a/b", new byte[0], PublishProperties.NONE)));
    ByteBuf written = Unpooled.buffer();
    SubscriberProperties more = SubscriberProperties.NOTHING.withAlias(300);
    packet.write(written, 0, false, false, 0, false, more);
    assertEquals(packet.length(0, false, more), written.readableBytes());
    EmbeddedChannel decoder = decoder(MqttVersion.MQTT_5);
    decoder.writeInbound(written);
    MqttPublishMessage read = decoder.readInbound();
    assertEquals("", read.variableHeader().topicName());
    assertEquals(
        300,
        PublishProperties.integer(read.variableHeader().properties(), MqttProperties.TOPIC_ALIAS));
    read.release();
  }

  @Test
  void joinsPacketsAsTheyAre() {
    List<Envelope> envelopes = new ArrayList<>();
    IntStream.range(0, 3)
        .forEach(
            i ->
                envelopes.add(
                    new Envelope.OfMessage(
                        message(
                            "t" + i,
                            ("" + i).getBytes(StandardCharsets.UTF_8),
                            PublishProperties.NONE))));
    EmbeddedChannel decoder = decoder(MqttVersion.MQTT_5);
    decoder.writeInbound(
        Unpooled.wrappedBuffer(EnvelopeBatch.of(envelopes).in(MqttWire.VERSION_5).bytes()));
    for (int i = 0; i < 3; i++) {
      MqttPublishMessage read = decoder.readInbound();
      assertEquals("t" + i, read.variableHeader().topicName());
      read.release();
    }
  }

  @Property(tries = 200)
  void propertiesAreStoredAndReadAgain(
      @ForAll @IntRange(min = 0, max = 2) int qos,
      @ForAll String contentType,
      @ForAll @Size(max = 5) List<@StringLength(max = 20) String> user) {
    List<StringPair> pairs =
        user.stream().map(text -> new StringPair(text, text + "\"\\")).toList();
    PublishProperties said = new PublishProperties(qos, null, null, contentType, null, null, pairs);
    assertEquals(said, PublishProperties.parse(said.toJson()));
  }
}
