/**
 * MQTT 3.1.1 and 5, over TCP and over the container's WebSockets. There is no broker beside the
 * log: an MQTT session is a {@link io.reddot.session.Session} with an outlet like any other, its
 * subscriptions live in the same filter tree, a persistent session is a stored cursor with what is
 * in flight, and what is published goes through {@link io.reddot.publish.Publisher}.
 *
 * <p>A shared subscription is a group's, whatever node its members are on. The group is a stored
 * position, and what of before it is not done with. On each node with members, a {@link
 * io.reddot.transport.mqtt.Share} follows the group's filter as one session of the hub's, and takes
 * what comes by moving the position on, in a transaction, which of several nodes one can; what it
 * has taken it hands to its members in turn. Then:
 *
 * <ul>
 *   <li>At QoS 0 a message is done with when it is written.
 *   <li>At QoS 1 it is the group's until it is acknowledged: another member gets it when the
 *       connection is lost (4.8.2), whether the session is stored or not.
 *   <li>At QoS 2 it is a stored session's from the commit on that says under which packet id it is
 *       sent; one transaction takes it from the group, so that it is never both's. Nobody else gets
 *       what was sent at QoS 2 to a session that ends (MQTT-4.8.2-5).
 * </ul>
 *
 * <p>A node that is silent for seconds is taken for gone, and others take what it had. If it lives,
 * the store refuses it from then on, and it begins anew. Limits: what a killed node's members had
 * acknowledged at QoS 1 in its last second, or been written at QoS 0, may come to another member
 * once more, and so may what was sent at QoS 2 to sessions that were not stored; who takes next is
 * a race, in which the last winner waits a moment, so that nodes get about the same, not members.
 *
 * <p>Everything of one connection runs on its {@link io.reddot.transport.mqtt.Line}, one task at a
 * time and in order, so that what belongs to a connection needs no lock. Nothing on a line may
 * block: what reads the database does so on the hub's threads. Netty's threads come from the
 * container and end with the application. Rank 3: nothing imports it.
 */
@NullMarked
package io.reddot.transport.mqtt;

import org.jspecify.annotations.NullMarked;
