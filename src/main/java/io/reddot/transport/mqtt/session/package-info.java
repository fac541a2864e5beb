/**
 * The state of MQTT clients: connections, sessions, messages in flight in both directions,
 * subscriptions and wills.
 *
 * <p>All work of a connection runs on its {@link io.reddot.transport.mqtt.session.Line}, one task
 * at a time and in order, so its state needs no lock. No task on a line may block; work that reads
 * the database runs on the hub's threads.
 *
 * <p>Rank: above packet, store and share, below net, which implements {@code Line}.
 */
@NullMarked
package io.reddot.transport.mqtt.session;

import org.jspecify.annotations.NullMarked;
