/**
 * Limits for each user and each address: token buckets, sessions, and the verification of
 * credentials. Each transport asks {@link io.reddot.access.limit.Limits} once, where the work is
 * done.
 *
 * <p>All types are immutable or thread-safe. Rank 2, below the rest of {@code access}, which it
 * does not import: a caller is a {@link io.reddot.access.limit.Client} here.
 */
@NullMarked
package io.reddot.access.limit;

import org.jspecify.annotations.NullMarked;
