/**
 * The hub: which sessions there are, which topics they follow, and how what the log's tail brings
 * gets to them.
 *
 * <p>{@link io.reddot.hub.SessionRegistry} is thread-safe. One thread of ours pumps the tail to the
 * sessions, one looks at the clock, one counts what is unread, one keeps the ledger of who was
 * handed what, a few replay; all come from the container and end with the application. Rank 2:
 * imports {@code message}, {@code log}, {@code access} and {@code session}; the transports import
 * it. It never sees {@code publish}: one appends, the other tails.
 */
@NullMarked
package io.reddot.hub;

import org.jspecify.annotations.NullMarked;
