package io.reddot.transport.mqtt;

/**
 * How one message goes to one client. Immutable.
 *
 * @param more what only this client is told
 */
record Terms(PublishPacket packet, int qos, boolean retain, More more) {}
