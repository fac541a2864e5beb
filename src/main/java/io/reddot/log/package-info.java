/**
 * The log: the durable, totally ordered truth that everything else reads, and what is as durable as
 * it in the same transactions: which message is each topic's retained one, the sessions that
 * outlive their connection, the messages that wait for their time, everybody's inbox (what was
 * read, who is in which group, what was recalled), who is let in by a ticket or no more, and which
 * node has taken which message for a group of sessions that share. Counts are read from tables that
 * change only in the transaction that appends the event which tells of it.
 *
 * <p>{@link io.reddot.log.MessageLog}, {@link io.reddot.log.SessionStore}, {@link
 * io.reddot.log.ShareStore}, {@link io.reddot.log.ScheduleStore}, {@link io.reddot.log.InboxStore},
 * {@link io.reddot.log.AdmissionStore} and {@link io.reddot.log.Tail} may be used by any thread.
 * One thread of ours commits, one listens for other nodes (PostgreSQL), two trim and let expire;
 * they come from the container and end with {@code close()}. Rank 1: imports {@code message}; the
 * hub, publishing, the inbox and admission import it, transports only through those, but for MQTT,
 * whose sessions are stored here.
 */
@NullMarked
package io.reddot.log;

import org.jspecify.annotations.NullMarked;
