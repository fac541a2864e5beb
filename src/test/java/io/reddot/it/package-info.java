/**
 * Tests of the WAR that ships, deployed on a server: over HTTP and WebSocket with the JDK's
 * clients, and in a browser.
 */
package io.reddot.it;
