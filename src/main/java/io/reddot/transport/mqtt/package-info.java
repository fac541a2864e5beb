/**
 * MQTT 3.1.1 and 5, over TCP and over the container's WebSockets. The log replaces the queues of a
 * broker. An MQTT session is a {@link io.reddot.session.Session} with an outlet like any other, and
 * its subscriptions live in the hub's filter tree. A persistent session is a stored cursor together
 * with the messages in flight. Clients publish through {@link io.reddot.publish.Publisher}.
 *
 * <p>Five packages, from the lowest rank to the highest; each imports lower ones only:
 *
 * <ol>
 *   <li>{@code packet}: values and codec of control packets, reason codes, rules of the standard
 *   <li>{@code store}: stored sessions, wills and groups, beside the log
 *   <li>{@code share}: shared subscriptions, across nodes
 *   <li>{@code session}: the state of a client, from CONNECT to the end of its session
 *   <li>{@code net}: ports, Netty, WebSocket, framing
 * </ol>
 *
 * <p>This package itself contains no class. Nothing outside of it imports MQTT.
 */
@NullMarked
package io.reddot.transport.mqtt;

import org.jspecify.annotations.NullMarked;
