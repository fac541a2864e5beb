/**
 * Admission: tickets, which admit a caller once, and revocations, which end admission early.
 *
 * <p>A ticket stands in for a token where the token would be written to a log. It can be used once,
 * within half a minute, on any node. A revocation makes a token, or all tokens of a user, void
 * before they expire. Both are stored with the log. Revocations are also events of the log, so that
 * every node that follows it refuses revoked tokens and disconnects their holders. {@link
 * io.reddot.admission.StoredTickets} and {@link io.reddot.admission.StoredRevocations} are
 * thread-safe. Rank 4: imports {@code access} and the packages below it; nothing imports it,
 * because the door and the hub know it as {@link io.reddot.access.Tickets} and {@link
 * io.reddot.access.Revocations}.
 */
@NullMarked
package io.reddot.admission;

import org.jspecify.annotations.NullMarked;
