/**
 * MQTT 3.1.1 and 5, over TCP and over the container's WebSockets. There is no broker beside the
 * log: an MQTT session is a {@link io.reddot.session.Session} with an outlet like any other, its
 * subscriptions live in the same filter tree, a persistent session is a stored cursor with what is
 * in flight, and what is published goes through {@link io.reddot.publish.Publisher}.
 *
 * <p>Everything of one connection runs on its {@link io.reddot.transport.mqtt.Line}, one task at a
 * time and in order, so that what belongs to a connection needs no lock. Nothing on a line may
 * block: what reads the database does so on the hub's threads. Netty's threads come from the
 * container and end with the application. Rank 3: nothing imports it.
 */
@NullMarked
package io.reddot.transport.mqtt;

import org.jspecify.annotations.NullMarked;
