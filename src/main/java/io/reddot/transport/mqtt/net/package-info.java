/**
 * How packets reach the server: TCP ports with Netty, the container's WebSockets, and the framing
 * in front of Netty's decoder. Netty's threads come from the container and end with the
 * application. Rank: highest of MQTT's four packages; none of the others imports it.
 */
@NullMarked
package io.reddot.transport.mqtt.net;

import org.jspecify.annotations.NullMarked;
