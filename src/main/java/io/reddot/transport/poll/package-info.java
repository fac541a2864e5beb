/**
 * Short and long polls: a read, and a read that waits. No state is kept between requests.
 *
 * <p>Outlets are called as {@link io.reddot.session.Outlet} says, one writer at a time. Rank 5:
 * nothing imports it.
 */
@NullMarked
package io.reddot.transport.poll;

import org.jspecify.annotations.NullMarked;
