/**
 * Control packets: values, encoding, reason codes, and the rules of the standard that Netty's codec
 * does not check. Independent of connections and sessions. Rank: lowest of MQTT's five packages
 * (packet, store, share, session, net), together with store.
 */
@NullMarked
package io.reddot.transport.mqtt.packet;

import org.jspecify.annotations.NullMarked;
