/**
 * What the transports share: how a request becomes a wish ({@link io.reddot.transport.Handshake}),
 * how envelopes look on a wire ({@link io.reddot.transport.Wire}), and how a WebSocket ends ({@link
 * io.reddot.transport.ClosingHandshake}). Each transport has a package of its own below.
 *
 * <p>Rank 3: imports everything below; nothing imports it but the transports.
 */
@NullMarked
package io.reddot.transport;

import org.jspecify.annotations.NullMarked;
