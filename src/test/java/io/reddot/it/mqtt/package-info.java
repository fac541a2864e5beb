/**
 * Tests of MQTT 3.1.1 and 5 against the deployed WAR: one test or more for each normative statement
 * about servers in the OASIS standards ({@link io.reddot.fixture.mqtt.Statement}), with the test
 * client of {@link io.reddot.fixture.mqtt} and with well-known clients.
 */
package io.reddot.it.mqtt;
