/**
 * Who calls and what they may do: tokens and the keys that check them, whom the container has let
 * in, callers, grants, and the door that every call under {@code api/} goes through; and how much
 * everybody may do ({@link io.reddot.access.Limits}): what costs something asks there, once,
 * wherever it came from.
 *
 * <p>All types are immutable or thread-safe. Who was put into which groups the inbox tells ({@link
 * io.reddot.access.Memberships}). Rank 1: imports {@code message}, and {@code http} below it;
 * publishing, the hub, the inbox and the transports import it.
 */
@NullMarked
package io.reddot.access;

import org.jspecify.annotations.NullMarked;
