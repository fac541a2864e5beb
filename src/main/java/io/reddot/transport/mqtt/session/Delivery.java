package io.reddot.transport.mqtt.session;

import io.reddot.transport.mqtt.packet.PublishPacket;
import io.reddot.transport.mqtt.packet.SubscriberProperties;

/**
 * A message for one client, with the options of the subscriptions that match it. Immutable.
 *
 * @param properties the properties that only this client gets
 */
record Delivery(PublishPacket packet, int qos, boolean retain, SubscriberProperties properties) {}
