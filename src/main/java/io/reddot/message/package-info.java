/**
 * Values: messages, topics, cursors, system events, problems. No Jakarta, no I/O.
 *
 * <p>Every type is immutable and may be shared freely between threads. Rank 0: anything may import
 * this package; it imports nothing of ours.
 */
@NullMarked
package io.reddot.message;

import org.jspecify.annotations.NullMarked;
