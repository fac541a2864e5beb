package io.reddot.transport.mqtt.session;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.reddot.message.Problem;
import io.reddot.message.Topic;
import io.reddot.transport.mqtt.packet.PublishProperties;
import io.reddot.transport.mqtt.packet.Reason;
import io.reddot.transport.mqtt.packet.Refusal;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the topic of a client's PUBLISH, which may be an alias (MQTT 5, section 3.3.2.3.4).
 * Confined to its line.
 */
final class PublishTopics {
  private final boolean version5;
  private final int maximum;
  private final Map<Integer, Topic> aliases = new HashMap<>();

  /**
   * @param maximum the largest alias
   */
  PublishTopics(boolean version5, int maximum) {
    this.version5 = version5;
    this.maximum = maximum;
  }

  /**
   * @throws Problem (400) if the name is not a topic
   * @throws Refusal if the packet violates the standard
   */
  Topic of(MqttPublishMessage packet) {
    String name = packet.variableHeader().topicName();
    Integer alias =
        PublishProperties.integer(packet.variableHeader().properties(), MqttProperties.TOPIC_ALIAS);
    if (alias == null) {
      if (name.isEmpty() && version5) {
        throw Refusal.protocolError("The packet has neither a topic nor a topic alias.");
      }
      return new Topic(name);
    }
    if (alias < 1 || alias > maximum) {
      throw new Refusal(
          Reason.TOPIC_ALIAS_INVALID,
          "The topic alias must be a number from 1 to " + maximum + ".");
    }
    if (!name.isEmpty()) {
      Topic topic = new Topic(name);
      aliases.put(alias, topic);
      return topic;
    }
    Topic known = aliases.get(alias);
    if (known == null) {
      throw Refusal.protocolError("The topic alias is not defined: send it once with its topic.");
    }
    return known;
  }
}
