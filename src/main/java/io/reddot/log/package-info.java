/**
 * The log: the durable, totally ordered truth that everything else reads, and what is as durable as
 * it in the same transactions: which message is each topic's retained one, the sessions that
 * outlive their connection, and the messages that wait for their time.
 *
 * <p>{@link io.reddot.log.MessageLog}, {@link io.reddot.log.SessionStore}, {@link
 * io.reddot.log.ScheduleStore} and {@link io.reddot.log.Tail} may be used by any thread. One thread
 * of ours commits, one listens for other nodes (PostgreSQL), one trims; they come from the
 * container and end with {@code close()}. Rank 1: imports {@code message}; the hub, publishing and
 * the inbox import it, transports only through those, but for MQTT, whose sessions are stored here.
 */
@NullMarked
package io.reddot.log;

import org.jspecify.annotations.NullMarked;
