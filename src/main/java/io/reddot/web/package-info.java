/**
 * HTTP in and out without a waiting thread. {@link io.reddot.web.Door} is the filter of every
 * request, {@code Routes} the table of every address. An {@link io.reddot.web.Exchange} is one
 * request with its body, its principal, its deadlines and its {@link io.reddot.web.Answer}; streams
 * write by {@link io.reddot.web.NonBlockingOutput}.
 *
 * <p>The filters, in their order: {@code Door} for all addresses, then {@code
 * WebSocketHandshakeFilter} of the transport for {@code api/websocket}. Both are mapped in {@code
 * web.xml}.
 *
 * <p>Threats: a client that does not read its answer, and a client that sends its body slowly. With
 * the containers' own streams, the answering thread waits for that client. It is one of the few
 * threads that serve requests, or the one that fans out to all clients.
 *
 * <p>An exchange is for one thread at a time, and its answer is sent by whichever thread the
 * container has; the rest is thread-safe. Rank 1: imports {@code message}, {@code container} and
 * {@code config}. It knows no caller: {@code access} implements {@link io.reddot.web.Guard}.
 */
@NullMarked
package io.reddot.web;

import org.jspecify.annotations.NullMarked;
