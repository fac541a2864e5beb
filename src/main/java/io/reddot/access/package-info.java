/**
 * Callers and what they may do: credentials, tokens and the keys that verify them, grants, and the
 * origins whose pages may call.
 *
 * <p>All types are immutable or thread-safe. The inbox knows which groups a user was put into
 * ({@link io.reddot.access.Memberships}); admission knows which tokens were revoked ({@link
 * io.reddot.access.Revocations}). Rank 2: imports {@code message}, {@code json}, {@code container},
 * {@code config} and {@code web}; the hub, the features and the transports import it.
 */
@NullMarked
package io.reddot.access;

import org.jspecify.annotations.NullMarked;
