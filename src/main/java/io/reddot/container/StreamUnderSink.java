package io.reddot.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The servlet's stream under an event sink, whose own ways are not for us. Jersey's sink blocks the
 * writer at a client that does not read, so that everybody else waits for that one. RESTEasy's
 * writes a byte at a time. Both encode each event for each client and flush each by itself: 33 µs
 * of CPU a delivery on Payara and 20 on WildFly, against 21 and 12 of the stream.
 *
 * @param out nothing but its user writes to it any more
 * @param request the request, which its user ends; null: closing the sink ends it
 */
public record StreamUnderSink(ServletOutputStream out, @Nullable AsyncContext request) {}
