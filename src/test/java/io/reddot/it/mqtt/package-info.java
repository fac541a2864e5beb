/**
 * MQTT 3.1.1 and 5 as the OASIS standards say, one test or more for each normative statement about
 * servers ({@link io.reddot.it.mqtt.Statement}): against the deployed WAR, by a client of our own
 * that can say what no library lets one say; and by well-known clients.
 */
package io.reddot.it.mqtt;
