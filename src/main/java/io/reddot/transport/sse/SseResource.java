package io.reddot.transport.sse;

import io.reddot.access.Remembered;
import io.reddot.access.Tickets;
import io.reddot.config.Browsers;
import io.reddot.config.Settings;
import io.reddot.container.Servers;
import io.reddot.container.StreamUnderSink;
import io.reddot.hub.ReadRequest;
import io.reddot.hub.SessionRegistry;
import io.reddot.session.Outlet;
import io.reddot.session.Session;
import io.reddot.transport.Handshake;
import io.reddot.transport.ServletStream;
import io.reddot.transport.StreamOutlet;
import io.reddot.transport.Wire;
import io.reddot.web.Query;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/sse}: server-sent events. {@code id:} is the cursor and {@code data:} the
 * envelope; messages are default events, control envelopes are named. If a client sends both {@code
 * Last-Event-ID} and {@code after}, the later position wins. For a client that came with a ticket,
 * {@code id:} also contains the key with which it reconnects.
 */
@Path("sse")
@ApplicationScoped
public class SseResource {
  /**
   * A comment (HTML standard, section 9.2.6). No empty line follows: it would end an event, and
   * clients such as {@code @microsoft/fetch-event-source} would deliver an empty one.
   */
  static final byte[] HEARTBEAT = {':', '\n'};

  @Inject private SessionRegistry registry;

  @Inject private Settings settings;

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void stream(
      @Context SecurityContext security,
      @Context UriInfo uri,
      @HeaderParam(Remembered.HEADER) @Nullable String lastEventId,
      @Context HttpServletRequest request,
      @Context HttpServletResponse response,
      @Context SseEventSink sink,
      @Context Sse sse)
      throws IOException {
    ReadRequest readRequest =
        Handshake.of(
            security.getUserPrincipal(),
            Query.parse(uri.getRequestUri().getRawQuery()),
            lastEventId);
    registry.admit(readRequest);
    ServletStream.prepare(request, response);
    ServletStream stream = stream(sink, sse, request, response);
    String key = (String) request.getAttribute(Tickets.KEY);
    if (stream != null) {
      Outlet outlet =
          key == null
              ? new StreamOutlet(stream, Wire.SSE, HEARTBEAT)
              : new TicketedOutlet(stream, key);
      stream.start(join(readRequest, outlet));
    } else {
      SseOutlet outlet = new SseOutlet(sink, sse, key == null ? "" : Tickets.MARK + key);
      outlet.start(join(readRequest, outlet));
    }
  }

  /** Returns the stream under the sink; null if events go through JAX-RS. */
  private @Nullable ServletStream stream(
      SseEventSink sink, Sse sse, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (settings.get(Browsers.SSE_PORTABLE)) {
      return null;
    }
    StreamUnderSink under = Servers.streamUnder(sink, sse, request, response);
    if (under == null) {
      return null;
    }
    return under.request() == null
        ? new ServletStream(under.out(), null, sink::close)
        : ServletStream.of(under.request(), under.out(), null);
  }

  private Session join(ReadRequest readRequest, Outlet outlet) {
    return registry.join(readRequest, "sse", outlet);
  }
}
