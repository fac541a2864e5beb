/**
 * The servers in the comparison, each a child process that is started afresh for every measurement:
 * Red Dot's WAR where it is deployed, and others that do the same work.
 */
package io.reddot.bench.server;
