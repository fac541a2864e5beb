/**
 * The traces of messages, as spans of the server's OpenTelemetry. This package is the only one that
 * knows its API. Where the server has none, or it is off, nothing is recorded and a message keeps
 * the {@code traceparent} that it came with.
 *
 * <p>The WAR has the API, so that it also deploys where the server has none. A server's own API
 * takes precedence over it, and is older: this package calls only what version 1.29 (Payara 6) has.
 * Rank 1: imports only {@code message}.
 */
@NullMarked
package io.reddot.trace;

import org.jspecify.annotations.NullMarked;
