/**
 * The inbox: unread messages, marks, and groups with their members. {@link
 * io.reddot.inbox.InboxStore} reads and changes its tables in the log's transactions, and {@link
 * io.reddot.inbox.InboxProjection} follows what is appended and deleted there, because a count is a
 * projection of the log.
 *
 * <p>{@link io.reddot.inbox.Inbox} and {@link io.reddot.inbox.Groups} enforce the access rules; the
 * resources serve them over HTTP. Rank 4: the transports import it for clients that mark messages
 * on a session.
 */
@NullMarked
package io.reddot.inbox;

import org.jspecify.annotations.NullMarked;
