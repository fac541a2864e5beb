/**
 * The settings: one catalogue of all {@code reddot.*} properties, and the one place that reads,
 * converts and checks them, when the application starts. {@link io.reddot.config.Catalogue} lists
 * them by theme; {@link io.reddot.config.Settings} holds their values. The table in the documents
 * is printed from the catalogue.
 *
 * <p>A new setting is one constant in the class of its theme ({@link io.reddot.config.Sessions},
 * {@link io.reddot.config.Limiting}, …). Its reader injects {@code Settings} and calls {@code
 * settings.get(Sessions.HEARTBEAT)}.
 *
 * <p>All types are immutable. Rank 0: imports {@code message}; everything else may import this
 * package.
 */
@NullMarked
package io.reddot.config;

import org.jspecify.annotations.NullMarked;
