/**
 * One client's connection: its bounded outbox, the outlet that a transport offers, and every reason
 * to hang up.
 *
 * <p>A {@link io.reddot.session.Session} may be offered to by any thread and writes to its outlet
 * from one at a time, never under a lock. Rank 1: imports {@code message}; the hub and the
 * transports import it.
 */
@NullMarked
package io.reddot.session;

import org.jspecify.annotations.NullMarked;
