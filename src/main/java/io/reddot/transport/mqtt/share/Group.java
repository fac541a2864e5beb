package io.reddot.transport.mqtt.share;

import io.reddot.message.TopicFilter;

/**
 * A group of subscribers that shares a subscription (MQTT 5, section 4.8.2). Immutable.
 *
 * @param name unique among the groups of all users
 * @param filter the topics whose messages the group distributes among its members
 */
public record Group(String name, TopicFilter filter) {}
