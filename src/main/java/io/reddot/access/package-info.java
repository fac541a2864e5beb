/**
 * Who calls and what they may do: tokens, callers, grants, and the door that every call under
 * {@code api/} goes through.
 *
 * <p>All types are immutable or stateless and may be shared between threads. Rank 1: imports {@code
 * message}; publishing, the hub and the transports import it.
 */
@NullMarked
package io.reddot.access;

import org.jspecify.annotations.NullMarked;
