/**
 * Code that transports share: parsing requests ({@link io.reddot.transport.Handshake}), wire
 * formats ({@link io.reddot.transport.Wire}), and endless responses ({@link
 * io.reddot.transport.ServletStream}). Each transport has its own sub-package.
 *
 * <p>Rank 5: imports the packages of the ranks below it; only the transports import it.
 */
@NullMarked
package io.reddot.transport;

import org.jspecify.annotations.NullMarked;
