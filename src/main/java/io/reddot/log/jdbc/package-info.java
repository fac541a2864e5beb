/**
 * The log on a JDBC database, SQLite or PostgreSQL: group commit, reading, retained messages,
 * retention, notifications of other nodes.
 *
 * <p>One thread commits, one listens for other nodes (PostgreSQL), two run retention and expiry.
 * They come from the container and end with {@code close()}. Imports {@code log} and what that may
 * import; nothing imports this package.
 *
 * <p>Migrations of the log stand beside {@code io.reddot.log}, those of features in their own
 * folders. Those of released versions that change tables of several packages stay with the log:
 * Flyway refuses a migration whose text has changed.
 */
@NullMarked
package io.reddot.log.jdbc;

import org.jspecify.annotations.NullMarked;
