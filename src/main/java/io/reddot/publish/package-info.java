/**
 * Publishing: authorise, check, clean, append. It answers once a message is committed and has
 * nothing to do with who reads it. What shall be sent later is accepted in the same way and waits
 * beside the log, until the {@link io.reddot.publish.Scheduler} of some node, on a thread of the
 * container, has it moved there.
 *
 * <p>{@link io.reddot.publish.Publisher} is thread-safe. Publishers are answered by a few threads
 * of the container ({@link io.reddot.log.AnsweringThreads}), never by the one that commits. Rank 2:
 * imports {@code message}, {@code log} and {@code access}; the transports import it for what
 * clients publish on a session.
 */
@NullMarked
package io.reddot.publish;

import org.jspecify.annotations.NullMarked;
