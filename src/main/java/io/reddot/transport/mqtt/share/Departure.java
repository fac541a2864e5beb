package io.reddot.transport.mqtt.share;

import java.util.Set;

/**
 * Decides about the messages of a member that leaves, by position. Messages in none of the sets go
 * to other members. Immutable.
 *
 * @param handed belong to the member's stored session
 * @param spent belong to nobody: sent at QoS 2 to a session that ends (MQTT-4.8.2-5)
 * @param stays are still in flight; the member finishes them although it gets no more
 */
public record Departure(Set<Long> handed, Set<Long> spent, Set<Long> stays) {}
