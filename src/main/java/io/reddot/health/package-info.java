/**
 * What each part of the application tells about its health. Every CDI bean of type {@link
 * io.reddot.health.HealthCheck} takes part.
 *
 * <p>Rank 0: imports nothing of Red Dot.
 */
@NullMarked
package io.reddot.health;

import org.jspecify.annotations.NullMarked;
