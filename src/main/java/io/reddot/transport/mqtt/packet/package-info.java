/**
 * Control packets: values, encoding, reason codes, and the rules of the standard that Netty's codec
 * does not check. Knows neither connections nor sessions. Rank: lowest of MQTT's four packages
 * (packet, share, session, net).
 */
@NullMarked
package io.reddot.transport.mqtt.packet;

import org.jspecify.annotations.NullMarked;
