/**
 * Admission: who is let in for a moment, who no more, and who goes on with another token.
 *
 * <p>A ticket stands in for a token where that would land in a log: it is good once, for half a
 * minute, on any node. A revocation makes a token, or all of a user's, void before their end. Both
 * are stored with the log; revocations are told in it, so that every node that follows it refuses
 * them and hangs up on whoever holds one. {@link io.reddot.admission.StoredTickets} and {@link
 * io.reddot.admission.StoredRevocations} are thread-safe. Rank 2: imports {@code message}, {@code
 * log} and {@code access}; nothing imports it, the door and the hub know it as {@link
 * io.reddot.access.Tickets} and {@link io.reddot.access.Revocations}.
 */
@NullMarked
package io.reddot.admission;

import org.jspecify.annotations.NullMarked;
