/**
 * The WAR that ships, deployed on a server and used from outside, as its clients would: over HTTP
 * and WebSocket with the JDK's own clients, and with a browser.
 */
package io.reddot.it;
