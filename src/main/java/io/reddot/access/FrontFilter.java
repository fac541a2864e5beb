package io.reddot.access;

import io.reddot.container.Pipelined;
import io.reddot.message.CallerLog;
import io.reddot.message.Problem;
import io.reddot.web.Answer;
import io.reddot.web.Answers;
import io.reddot.web.Proxies;
import io.reddot.web.Refusals;
import io.reddot.web.Route;
import io.reddot.web.Routes;
import io.reddot.web.SlowBodies;
import io.reddot.web.UnaskedBody;
import io.reddot.web.UnreadBody;
import io.reddot.web.Upgrade;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Set;

/**
 * Applies the rules of every address, before everything else. One filter, since each one costs some
 * containers an event before and after it. Mapped in {@code web.xml}. Thread-safe.
 *
 * <p>All pages, error pages and files tell browsers to run and load nothing that is not ours, and
 * not to be framed. Under {@code api/} {@link ApiFilter} does that. Handshakes and bodies are
 * refused where there is no use for them: {@link Upgrade}, {@link UnaskedBody}.
 *
 * <p>Threat: markup that got into a page in spite of all care. No inline script or style runs, none
 * is loaded from elsewhere, nothing can be sent elsewhere, and text cannot become markup or script
 * (Trusted Types).
 */
public class FrontFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final System.Logger LOGGER = System.getLogger(FrontFilter.class.getName());

  /** In connect-src, {@code 'self'} includes this host's WebSockets. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
          + " object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  private static final String PERMISSIONS =
      "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

  /** The names that containers give to their servlets for files and pages. */
  private static final Set<String> CONTAINERS = Set.of("default", "jsp");

  @Inject private transient Origins origins;
  @Inject private transient Answers answers;
  @Inject private transient Proxies proxies;
  @Inject private transient Refusals refusals;
  @Inject private transient SlowBodies bodies;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (Pipelined.isHere()) {
      answers.refuse(request);
      return;
    }
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      goOn(request, response, chain);
      return;
    }
    if (request.getDispatcherType() == DispatcherType.REQUEST) {
      Routes.mark(request);
    }
    tellBrowsers(request, response);
    if (request.getDispatcherType() == DispatcherType.ERROR) {
      chain.doFilter(request, response); // it was let in, or refused
    } else {
      serve(request, response, chain);
    }
  }

  private void serve(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      Upgrade.check(request, response);
      UnaskedBody.check(request);
    } catch (Problem refused) {
      refusals.answer(request, response, refused);
      return;
    }
    if (Upgrade.isHandshake(request) || isStream(request)) {
      chain.doFilter(request, response);
    } else {
      Answer answer = answers.to(request, response, () -> proxies.client(request));
      go(request, answer, chain);
      answer.finish();
    }
  }

  /**
   * Over HTTP/2 a body need not be announced, so there may be one, and a container may wait for its
   * end.
   */
  private void go(HttpServletRequest request, Answer answer, FilterChain chain)
      throws IOException, ServletException {
    boolean http2 = UnreadBody.isHttp2(request);
    if (http2 && !Routes.isApi(request.getServletPath())) {
      bodies.await("", proxies.client(request), answer.request(), answer, chain);
      return;
    }
    pass(answer.request(), answer, chain);
    if (http2) {
      UnreadBody.discard(answer.request(), answer);
    }
  }

  /** Passes on a request that was admitted before; its body is there now. */
  private static void goOn(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (response instanceof Answer answer) {
      pass(request, answer, chain);
      answer.finish();
    } else {
      chain.doFilter(request, response);
    }
  }

  private static void pass(HttpServletRequest request, Answer answer, FilterChain chain)
      throws IOException, ServletException {
    if (Routes.isApi(request.getServletPath())) {
      chain.doFilter(request, answer);
    } else {
      page(request, answer, chain);
    }
  }

  private static void page(HttpServletRequest request, Answer answer, FilterChain chain) {
    answer.begin();
    if (!allowed(request, answer)) {
      return;
    }
    try {
      chain.doFilter(request, answer);
    } catch (IOException | ServletException | RuntimeException e) {
      CallerLog.SHARED.log(
          LOGGER,
          Level.ERROR,
          "unexpected failure",
          e.getClass().getName(),
          request.getRequestURI(),
          e);
      answer.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
    }
  }

  /**
   * Whether the servlet behind may answer; otherwise the request is answered here. A servlet that
   * somebody adds to the WAR knows its own methods, but TRACE shows a page's script the cookies
   * that it must not see.
   */
  private static boolean allowed(HttpServletRequest request, Answer answer) {
    String method = request.getMethod();
    Route route = Routes.of(request);
    boolean others = Routes.PAGE.equals(route) && !isContainers(request) && !method.equals("TRACE");
    if (route == null || others || (route.allows(method) && !method.equals("OPTIONS"))) {
      return true;
    }
    answer.setHeader("Allow", route.allow());
    if (method.equals("OPTIONS")) {
      answer.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } else {
      answer.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }
    return false;
  }

  private static boolean isContainers(HttpServletRequest request) {
    String servlet = request.getHttpServletMapping().getServletName();
    return servlet == null || servlet.isEmpty() || CONTAINERS.contains(servlet);
  }

  /** Whether the answer is a stream; see {@code transport}. */
  private static boolean isStream(HttpServletRequest request) {
    Route route = Routes.of(request);
    return route != null && route.stream();
  }

  private void tellBrowsers(HttpServletRequest request, HttpServletResponse response) {
    String path =
        request
            .getServletPath(); // of the page that is shown, not of the address that was requested
    boolean error = request.getDispatcherType() == DispatcherType.ERROR;
    if (!error && Routes.isApi(path)) {
      return;
    }
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Permissions-Policy", PERMISSIONS);
    if (path.equals("/js")) {
      origins.shareFile(request, response);
    }
  }
}
