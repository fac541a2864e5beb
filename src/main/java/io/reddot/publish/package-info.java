/**
 * Publishing: {@link io.reddot.publish.Publisher} authorises, checks, sanitizes and appends the
 * messages of all transports, and completes once they are committed. Scheduled messages are checked
 * in the same way, and stored beside the log until the {@link io.reddot.publish.Scheduler} of some
 * node moves them there. {@link io.reddot.publish.MessagesServlet} serves {@code api/messages}:
 * history, publishing and recall.
 *
 * <p>Answers are created by a few threads of the container ({@link
 * io.reddot.log.AnsweringThreads}), never by the one that commits. Rank 4: imports {@code hub} and
 * the packages below it; the transports import it for clients that publish on a session.
 */
@NullMarked
package io.reddot.publish;

import org.jspecify.annotations.NullMarked;
