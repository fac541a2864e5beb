/**
 * Short and long polls: reads that answer immediately, and reads that wait. No state is kept
 * between requests.
 *
 * <p>Outlets are called as {@link io.reddot.session.Outlet} specifies, one writer at a time. Rank
 * 5: nothing imports this package.
 */
@NullMarked
package io.reddot.transport.poll;

import org.jspecify.annotations.NullMarked;
