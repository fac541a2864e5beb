/**
 * The log: the durable, totally ordered truth that everything else reads.
 *
 * <p>{@link io.reddot.log.MessageLog} and {@link io.reddot.log.Tail} may be used by any thread. One
 * thread of ours commits, one listens for other nodes (PostgreSQL), one trims; they come from the
 * container and end with {@code close()}. Rank 1: imports {@code message}; the hub, publishing and
 * the inbox import it, transports only through those.
 */
@NullMarked
package io.reddot.log;

import org.jspecify.annotations.NullMarked;
