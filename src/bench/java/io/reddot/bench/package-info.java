/**
 * Measures Red Dot beside other servers on one machine: {@code mvn -Pbench}. Scenarios say what is
 * measured, {@link io.reddot.bench.load} makes the load, {@link io.reddot.bench.server} starts what
 * is under it.
 */
package io.reddot.bench;
