/**
 * All that is known of one server: its WebSockets and the workarounds that they need. Everything
 * else is written against Jakarta EE alone.
 *
 * <p>{@link io.reddot.container.Server} says what a server may do in its own way; the defaults are
 * what the specifications say. A server is added by one class that implements it. The evidence for
 * each workaround stands beside it.
 *
 * <p>Rank 0: imports nothing of ours but {@code message}; everything may import it.
 */
@NullMarked
package io.reddot.container;

import org.jspecify.annotations.NullMarked;
