package io.reddot.transport.mqtt.session;

import io.reddot.transport.mqtt.packet.PublishPacket;
import io.reddot.transport.mqtt.packet.SubscriberProperties;

/**
 * How a message is delivered to a client, as its subscriptions ask for. Immutable.
 *
 * @param properties the properties that only this client gets
 */
record Delivery(PublishPacket packet, int qos, boolean retain, SubscriberProperties properties) {}
