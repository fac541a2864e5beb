/**
 * The load: thousands of clients of one server on a few selectors, and who publishes to them.
 *
 * <p>A client belongs to the thread of its reactor. What other threads may see of it, they see
 * through {@link io.reddot.bench.load.Crowd}.
 */
package io.reddot.bench.load;
