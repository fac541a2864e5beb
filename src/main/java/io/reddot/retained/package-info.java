/**
 * Retained messages: the last message of a topic that was published with {@code retain}, over any
 * transport. {@link io.reddot.retained.RetainedProjection} keeps them in the transaction that
 * appends, spares them from retention and bounds what users retain; {@link
 * io.reddot.retained.RetainedResource} lists and removes them over HTTP.
 *
 * <p>The migrations of its tables stay with the log, because released migrations change the tables
 * of several packages. Rank 4: imports {@code hub} and the packages below it; nothing imports it,
 * because the transports know it as {@link io.reddot.hub.RetainedMessages}.
 */
@NullMarked
package io.reddot.retained;

import org.jspecify.annotations.NullMarked;
