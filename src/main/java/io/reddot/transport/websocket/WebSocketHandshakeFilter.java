package io.reddot.transport.websocket;

import io.reddot.hub.ReadRequest;
import io.reddot.hub.SessionRegistry;
import io.reddot.transport.Handshake;
import io.reddot.web.Query;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Checks a request while the WebSocket is still an HTTP request, so that it can be refused with
 * problem+json as on other transports. Mapped in {@code web.xml} after the access filter, which
 * turns problems into answers. Thread-safe.
 */
public class WebSocketHandshakeFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient SessionRegistry registry;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Query query = Query.parse(request.getQueryString());
    Frames unused = Frames.of(query); // refuses invalid values
    ReadRequest readRequest = Handshake.of(request.getUserPrincipal(), query);
    registry.admit(readRequest);
    chain.doFilter(request, response);
  }
}
