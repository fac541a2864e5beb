/**
 * What the people who run a node see of it, and what they do with it: its health, and draining.
 *
 * <p>Rank 6, the highest: nothing imports this package, and it imports no feature. A feature takes
 * part through interfaces of lower ranks, as {@link io.reddot.health.HealthCheck}.
 */
@NullMarked
package io.reddot.ops;

import org.jspecify.annotations.NullMarked;
