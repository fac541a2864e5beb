package io.reddot.transport.mqtt.session;

import io.reddot.publish.Publisher;
import io.reddot.transport.mqtt.packet.Drafting;

/** What the clients' messages are published with. Thread-safe. */
record PublishServices(Publisher publisher, Drafting drafting, MqttSettings settings) {}
