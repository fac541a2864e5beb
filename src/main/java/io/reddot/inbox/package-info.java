/**
 * The inbox: what a user has not read, what it reads, who is in which group, what is recalled.
 *
 * <p>The logic stands in the log's transactions ({@link io.reddot.log.InboxStore}), for a count is
 * a projection of the log; here is who may do what, and how it is asked for over HTTP. {@link
 * io.reddot.inbox.Inbox} and {@link io.reddot.inbox.StoredMemberships} are thread-safe. Rank 2:
 * imports {@code message}, {@code log}, {@code access} and {@code session}; the transports import
 * it for what clients read on a session.
 */
@NullMarked
package io.reddot.inbox;

import org.jspecify.annotations.NullMarked;
