/**
 * The state that MQTT stores beside the log, in the log's transactions: {@linkplain
 * io.reddot.transport.mqtt.store.SessionStore sessions} that outlive their connection, {@linkplain
 * io.reddot.transport.mqtt.store.WillStore wills}, and the {@linkplain
 * io.reddot.transport.mqtt.store.ShareStore groups} of shared subscriptions. The stores are
 * independent of packets and connections.
 *
 * <p>Changes are part of the log's group commit: they are committed in the order in which they were
 * requested, among themselves and with {@link io.reddot.log.MessageLog#append}, and each is done
 * completely or not at all. Their results fail as those of an append do. Results are delivered
 * after the commit, on a thread that must not be blocked.
 *
 * <p>Rank: lowest of MQTT's packages, together with packet.
 */
@NullMarked
package io.reddot.transport.mqtt.store;

import org.jspecify.annotations.NullMarked;
