package io.reddot.transport.iframe;

import io.reddot.access.Origins;
import io.reddot.hub.ReadRequest;
import io.reddot.hub.SessionRegistry;
import io.reddot.message.Problem;
import io.reddot.session.Outlet;
import io.reddot.session.Session;
import io.reddot.transport.Handshake;
import io.reddot.transport.ServletStream;
import io.reddot.transport.StreamOutlet;
import io.reddot.transport.Wire;
import io.reddot.web.ProblemAnswer;
import io.reddot.web.Query;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/iframe}: an endless page that passes its envelopes to its parent page by {@code
 * postMessage}. Thread-safe.
 *
 * <p>Threat: a page of another site frames this one, and the browser sends the user's cookie. The
 * browser refuses the frame ({@code frame-ancestors}), and messages go to the allowed origin only.
 */
@WebServlet(urlPatterns = "/api/iframe", asyncSupported = true)
public class IframeServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient SessionRegistry registry;

  @Inject private transient Origins origins;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Query query = Query.parse(request.getQueryString());
    ReadRequest readRequest = Handshake.of(request.getUserPrincipal(), query);
    registry.admit(readRequest);
    String origin = query.first("origin");
    if (origin != null) {
      origins.check(origin, request);
    }
    begin(request, response);
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    join(readRequest, async, response, origin);
  }

  private void join(
      ReadRequest readRequest,
      AsyncContext async,
      HttpServletResponse response,
      @Nullable String origin)
      throws IOException {
    ServletStream stream =
        ServletStream.of(async, response.getOutputStream(), IframePage.beginning(origin));
    Outlet outlet = new StreamOutlet(stream, Wire.BLOCK, IframePage.heartbeat());
    try {
      Session session = registry.join(readRequest, "iframe", outlet);
      stream.start(session);
    } catch (Problem problem) {
      ProblemAnswer.write(response, problem);
      async.complete();
    }
  }

  private void begin(HttpServletRequest request, HttpServletResponse response) {
    response.setContentType("text/html;charset=UTF-8");
    ServletStream.prepare(request, response);
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; script-src "
            + IframePage.HASH
            + "; base-uri 'none'; form-action 'none'; frame-ancestors "
            + Stream.concat(Stream.of("'self'"), origins.listed().stream())
                .collect(Collectors.joining(" ")));
  }
}
