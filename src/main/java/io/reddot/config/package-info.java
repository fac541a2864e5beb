/**
 * The settings: the catalogue of all {@code reddot.*} properties, and the code that reads, converts
 * and checks them when the application starts. {@link io.reddot.config.Catalogue} lists them by
 * theme; {@link io.reddot.config.Settings} holds their values. The table in the documents is
 * generated from the catalogue.
 *
 * <p>A new setting is a constant in the class of its theme ({@link io.reddot.config.Sessions},
 * {@link io.reddot.config.Limiting}, …). The code that needs it injects {@code Settings} and calls
 * {@code settings.get(Sessions.HEARTBEAT)}.
 *
 * <p>All types are immutable. Rank 0: imports {@code message}; every other package may import it.
 */
@NullMarked
package io.reddot.config;

import org.jspecify.annotations.NullMarked;
