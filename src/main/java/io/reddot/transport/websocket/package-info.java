/**
 * WebSocket: sends envelopes, and receives the commands of clients.
 *
 * <p>Outlets are called as {@link io.reddot.session.Outlet} specifies, one writer at a time. Rank
 * 5: nothing imports this package.
 */
@NullMarked
package io.reddot.transport.websocket;

import org.jspecify.annotations.NullMarked;
