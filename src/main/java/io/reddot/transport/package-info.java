/**
 * What the transports share: how a request becomes a wish ({@link io.reddot.transport.Handshake})
 * and how envelopes look on a wire ({@link io.reddot.transport.Wire}). Each transport has a package
 * of its own below.
 *
 * <p>Rank 3: imports everything below; nothing imports it but the transports.
 */
@NullMarked
package io.reddot.transport;

import org.jspecify.annotations.NullMarked;
