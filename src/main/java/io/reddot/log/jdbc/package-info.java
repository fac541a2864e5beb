/**
 * The log on a JDBC database, SQLite or PostgreSQL: group commit, reading, retention, and
 * notifications between nodes.
 *
 * <p>One thread commits, one listens for other nodes (PostgreSQL), two run retention and expiry.
 * They come from the container and end with {@code close()}. This package imports {@code log} and
 * what that may import; nothing imports this package.
 *
 * <p>The log's migrations are beside {@code io.reddot.log}, those of features in their own folders.
 * A released migration that changes tables of several packages stays with the log, because Flyway
 * refuses a migration whose text has changed.
 */
@NullMarked
package io.reddot.log.jdbc;

import org.jspecify.annotations.NullMarked;
