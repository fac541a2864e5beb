/**
 * The inbox: unread messages, marks and memberships in groups.
 *
 * <p>The tables change in the log's transactions ({@link io.reddot.log.InboxStore}), because a
 * count is a projection of the log. This package has the access rules and the HTTP resources.
 * {@link io.reddot.inbox.Inbox} and {@link io.reddot.inbox.StoredMemberships} are thread-safe. Rank
 * 4: the transports import it for clients that mark messages on a session.
 */
@NullMarked
package io.reddot.inbox;

import org.jspecify.annotations.NullMarked;
