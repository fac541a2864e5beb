/**
 * Shared subscriptions (MQTT 5, section 4.8.2). A group spans nodes; the store holds its position
 * in the log and the messages before that position that are not settled yet. On each node with
 * members, a {@link io.reddot.transport.mqtt.share.Share} subscribes to the group's filter as one
 * session of the hub. It claims messages by advancing the group's position in a transaction; only
 * one node succeeds for each message. It then distributes them among its members in turn:
 *
 * <ul>
 *   <li>QoS 0: a message is settled when it is written.
 *   <li>QoS 1: a message belongs to the group until it is acknowledged. If the connection is lost,
 *       another member gets it (4.8.2), whether the session is stored or not.
 *   <li>QoS 2: a message belongs to a stored session from the commit that records its packet id.
 *       One transaction moves it from the group to the session, so it never belongs to both. A
 *       message that was sent at QoS 2 to a session that ends goes to no other member
 *       (MQTT-4.8.2-5).
 * </ul>
 *
 * <p>A node that is silent for some seconds is considered dead, and other nodes take over its
 * messages. If it is alive after all, the store refuses its requests and it starts over.
 *
 * <p>Limits: after a node was killed, messages may be delivered twice if its members acknowledged
 * them at QoS 1 within its last second, or received them at QoS 0, or received them at QoS 2 in
 * sessions that are not stored. Nodes race for each claim, and the last winner pauses briefly; this
 * balances the load between nodes, not between members.
 *
 * <p>Rank: above packet and store, below session and net.
 */
@NullMarked
package io.reddot.transport.mqtt.share;

import org.jspecify.annotations.NullMarked;
