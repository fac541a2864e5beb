/**
 * The log: the durable, totally ordered list of messages that everything else reads, and the means
 * by which features keep tables of their own beside it.
 *
 * <p>{@link io.reddot.log.MessageLog} appends and reads; {@link io.reddot.log.Tail} follows its
 * end. A feature reads and changes its tables through {@link io.reddot.log.Transactions}, with
 * {@link io.reddot.log.Sql}. State that must match the exact position of a message, such as an
 * unread count, is changed by the feature's {@link io.reddot.log.Projection} in the transaction
 * that appends the message. Bounds on what users have a feature keep are counted there by a {@link
 * io.reddot.log.StorageQuota}. The log does not know the features: it works with the projections
 * that it is given. {@code log.jdbc} implements it.
 *
 * <p>Rank 1: imports {@code message}, {@code json}, {@code container} and {@code config}.
 */
@NullMarked
package io.reddot.log;

import org.jspecify.annotations.NullMarked;
