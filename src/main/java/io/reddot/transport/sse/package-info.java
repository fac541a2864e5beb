/**
 * Server-sent events through JAX-RS.
 *
 * <p>Outlets are called as {@link io.reddot.session.Outlet} specifies, one writer at a time. Rank
 * 5: nothing imports this package.
 */
@NullMarked
package io.reddot.transport.sse;

import org.jspecify.annotations.NullMarked;
