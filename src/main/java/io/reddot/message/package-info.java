/**
 * Values: messages, topics, cursors, system events, problems. No Jakarta, no I/O.
 *
 * <p>Every type but {@link io.reddot.message.CallerLog} is immutable. Rank 0: anything may import
 * this package; it imports no other package of Red Dot.
 */
@NullMarked
package io.reddot.message;

import org.jspecify.annotations.NullMarked;
