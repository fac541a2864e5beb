package io.reddot.transport.mqtt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import org.junit.jupiter.api.Test;

/** Resolves topic aliases. */
class PublishTopicsTest {
  private final PublishTopics topics = new PublishTopics(true, 2);

  private static MqttPublishMessage publish(String topic, int alias) {
    MqttProperties properties = new MqttProperties();
    if (alias >= 0) {
      properties.add(new IntegerProperty(MqttProperties.TOPIC_ALIAS, alias));
    }
    return new MqttPublishMessage(
        new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_MOST_ONCE, false, 0),
        new MqttPublishVariableHeader(topic, 0, properties),
        Unpooled.EMPTY_BUFFER);
  }

  private Reason refused(String topic, int alias) {
    return assertThrows(Refusal.class, () -> topics.of(publish(topic, alias))).reason();
  }

  @Test
  void anAliasStandsForTheLastTopicThatCameWithIt() {
    assertEquals(new Topic("a"), topics.of(publish("a", 1)));
    assertEquals(new Topic("a"), topics.of(publish("", 1)));
    assertEquals(new Topic("b"), topics.of(publish("b", 1)));
    assertEquals(new Topic("b"), topics.of(publish("", 1)));
    assertEquals(new Topic("c"), topics.of(publish("c", -1)));
  }

  @Test
  void refusesAliasesThatAreUnknownOrOutOfRange() {
    assertEquals(Reason.PROTOCOL_ERROR, refused("", 1));
    assertEquals(Reason.PROTOCOL_ERROR, refused("", -1));
    assertEquals(Reason.TOPIC_ALIAS_INVALID, refused("a", 0));
    assertEquals(Reason.TOPIC_ALIAS_INVALID, refused("a", 3));
  }

  @Test
  void anEmptyTopicOfMqtt3IsNoTopic() {
    PublishTopics old = new PublishTopics(false, 0);
    assertThrows(Problem.class, () -> old.of(publish("", -1)));
  }
}
