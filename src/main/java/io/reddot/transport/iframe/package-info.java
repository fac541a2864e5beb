/**
 * The iframe stream: a page that never ends, for browsers that support no other stream.
 *
 * <p>Outlets are called as {@link io.reddot.session.Outlet} specifies, one writer at a time. Rank
 * 5: nothing imports this package.
 */
@NullMarked
package io.reddot.transport.iframe;

import org.jspecify.annotations.NullMarked;
