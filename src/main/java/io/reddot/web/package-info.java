/**
 * Answers over HTTP without a thread that waits for their client: {@link io.reddot.web.Answer}
 * collects one and sends it as the client takes it; {@link io.reddot.web.NonBlockingOutput} is how
 * streams write, too.
 *
 * <p>Threat: a client that does not read what it asked for. With the containers' own streams
 * whoever answers it waits: the threads that take requests, of which there are few, or worse the
 * one that fans out to everybody.
 *
 * <p>An answer is made by one thread at a time and sent by whichever the container has for it; the
 * rest is thread-safe. Between ranks 0 and 1: imports {@code message}; the door, which puts every
 * request that is no stream behind this, imports it, and so do the transports.
 */
@NullMarked
package io.reddot.web;

import org.jspecify.annotations.NullMarked;
