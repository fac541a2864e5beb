/**
 * Server-sent events through JAX-RS.
 *
 * <p>Outlets are called as {@link io.reddot.session.Outlet} says, one writer at a time. Rank 5:
 * nothing imports it.
 */
@NullMarked
package io.reddot.transport.sse;

import org.jspecify.annotations.NullMarked;
