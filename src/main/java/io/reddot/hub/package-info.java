/**
 * The hub: the sessions of this node, their subscriptions, and the path of new messages from the
 * log's tail to them.
 *
 * <p>{@link io.reddot.hub.SessionRegistry} is thread-safe. One thread pumps the tail to the
 * sessions, one runs heartbeats and deadlines, one counts unread messages, one writes the ledger of
 * deliveries, and a few replay messages. All come from the container and end with the application.
 * Rank 3: imports the packages of the ranks below it; {@code publish} and the transports import it.
 * It does not import {@code publish}: publishing appends to the log, and the hub reads the log's
 * tail.
 */
@NullMarked
package io.reddot.hub;

import org.jspecify.annotations.NullMarked;
