/**
 * One client's connection: its bounded outbox, the outlet that a transport implements, and every
 * reason to disconnect.
 *
 * <p>A {@link io.reddot.session.Session} takes messages from any thread, and writes to its outlet
 * one call at a time, never under a lock. Rank 1: imports {@code message}; the hub and the
 * transports import it.
 */
@NullMarked
package io.reddot.session;

import org.jspecify.annotations.NullMarked;
