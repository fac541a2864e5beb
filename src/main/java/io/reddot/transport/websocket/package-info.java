/**
 * WebSocket: sends envelopes, and receives a few commands.
 *
 * <p>Outlets are called as {@link io.reddot.session.Outlet} says, one writer at a time. Rank 5:
 * nothing imports it.
 */
@NullMarked
package io.reddot.transport.websocket;

import org.jspecify.annotations.NullMarked;
