/**
 * The network side of MQTT: TCP ports with Netty, the container's WebSockets, and the framing
 * before Netty's decoder. Netty's threads come from the container and end with the application.
 * Rank: highest of MQTT's five packages; none of the others imports it.
 */
@NullMarked
package io.reddot.transport.mqtt.net;

import org.jspecify.annotations.NullMarked;
