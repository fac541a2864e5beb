package io.reddot.transport.mqtt.share;

import java.util.Set;

/**
 * Where the messages of a member that leaves go, by position. Messages in none of the sets go to
 * other members. Immutable.
 *
 * @param handed messages that belong to the member's stored session
 * @param spent messages that no other member may get: they were sent at QoS 2 to a session that
 *     ends (MQTT-4.8.2-5)
 * @param stays messages that stay in flight: the member finishes them, but gets no more
 */
public record Departure(Set<Long> handed, Set<Long> spent, Set<Long> stays) {}
