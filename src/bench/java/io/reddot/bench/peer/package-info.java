/**
 * Servers that do nothing but broadcast, each on one well-known library: what Red Dot is compared
 * with. No log, no grants, no topics.
 */
package io.reddot.bench.peer;
