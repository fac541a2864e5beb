package io.reddot.web;

import io.reddot.container.Pipelined;
import io.reddot.message.CallerLog;
import io.reddot.message.Problem;
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
import org.jspecify.annotations.Nullable;

/**
 * Checks every request, receives its body and sends its answer. A request under {@code api/},
 * WebSocket handshakes included, passes with its caller as principal or is refused with
 * problem+json. A request whose body arrives late is dispatched to this filter again, which then
 * checks nothing.
 *
 * <p>There is only one filter, because on some containers each one costs an event before and after
 * it. Mapped in {@code web.xml}, so that it stands before the containers' own WebSocket filters.
 * Thread-safe.
 */
public class Door extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final System.Logger LOGGER = System.getLogger(Door.class.getName());

  /** The names that containers give to their servlets for files and pages. */
  private static final Set<String> CONTAINERS = Set.of("default", "jsp");

  @Inject private transient Guard guard;
  @Inject private transient Exchanges exchanges;

  @Override
  public void init() {
    guard.start();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (Pipelined.isHere()) {
      exchanges.refuse(request);
      return;
    }
    DispatcherType type = request.getDispatcherType();
    Exchange exchange =
        type == DispatcherType.REQUEST
            ? exchanges.of(request, response)
            : Exchange.of(request, response);
    if (type == DispatcherType.ERROR || exchange == null) {
      BrowserHeaders.page(response); // some containers forget all headers before an error page
      chain.doFilter(request, response);
    } else {
      handle(exchange, type == DispatcherType.REQUEST, chain);
    }
  }

  /**
   * Passes a request on and sends its answer.
   *
   * @param isNew false if the request is dispatched again, with its body
   */
  private void handle(Exchange exchange, boolean isNew, FilterChain chain)
      throws IOException, ServletException {
    try {
      if (!isNew || admits(exchange)) {
        if (isNew && !exchange.receive()) {
          return;
        }
        pass(exchange, chain);
      }
    } catch (Problem problem) {
      exchange.refuse(problem);
    } catch (IOException | ServletException | RuntimeException e) {
      if (e instanceof IOException || exchange.response().isCommitted()) {
        throw e; // the client disconnected, or the answer has begun
      }
      log(exchange, e);
      exchange.refuse(new Problem(500, ErrorServlet.detail(500)));
    }
    exchange.finish();
  }

  /**
   * Checks a new request.
   *
   * @return whether it may pass; otherwise it is answered
   * @throws Problem if it is refused
   */
  private boolean admits(Exchange exchange) throws IOException {
    Routes.mark(exchange);
    tellBrowsers(exchange);
    WebSocketUpgrade.check(exchange);
    UnexpectedBody.check(exchange);
    if (!exchange.isApi()) {
      return true;
    }
    Route route = exchange.route();
    if (guard.answers(exchange, exchange.response(), route) || isAboutMethods(exchange, route)) {
      return false;
    }
    if (route == null || !route.has(Route.Trait.ALWAYS)) {
      guard.ready(); // before the token: a wrong configuration admits no caller
    }
    RequestSize.check(exchange);
    RequestPath.check(exchange);
    Query.check(exchange.getQueryString());
    AcceptHeaders.check(exchange);
    if (route != null && isOpen(exchange, route)) {
      UnexpectedBody.refuse(exchange);
      if (route.form() == Route.Form.WEBSOCKET) {
        guard.admitVisitor(exchange);
      }
      return true;
    }
    if (route != null
        && route.has(Route.Trait.SCRAPED)
        && route.spelled(exchange)
        && guard.admitScraper(exchange)) {
      UnexpectedBody.refuse(exchange);
      return true;
    }
    guard.admit(exchange);
    if (route == null) {
      throw Problem.notFound(ErrorServlet.detail(404));
    }
    return true;
  }

  private void tellBrowsers(Exchange exchange) {
    if (!exchange.isApi()) {
      BrowserHeaders.page(exchange.response());
      if (exchange.getServletPath().equals("/js")) {
        guard.shareFile(exchange, exchange.response());
      }
    } else if (!WebSocketUpgrade.isHandshake(exchange)) {
      BrowserHeaders.api(exchange.response());
    }
  }

  /**
   * Answers OPTIONS with the methods that an address has.
   *
   * @return whether the request was answered
   * @throws Problem (405) if the address does not have the request's method
   */
  private static boolean isAboutMethods(Exchange exchange, @Nullable Route route) {
    String method = exchange.getMethod();
    if (route == null || (route.allows(method) && !method.equals("OPTIONS"))) {
      return false;
    }
    exchange.response().setHeader("Allow", route.allow());
    if (!method.equals("OPTIONS")) {
      throw new Problem(405, ErrorServlet.detail(405));
    }
    exchange.response().setStatus(HttpServletResponse.SC_NO_CONTENT);
    return true;
  }

  /**
   * Whether the call needs no token, because the code behind it does its own checks. The path must
   * be spelled exactly: JAX-RS parses it once more, and could find another resource.
   */
  private static boolean isOpen(Exchange exchange, Route route) {
    return route.open().contains(exchange.getMethod()) && route.spelled(exchange);
  }

  private static void pass(Exchange exchange, FilterChain chain)
      throws IOException, ServletException {
    if (exchange.isApi()) {
      chain.doFilter(exchange, exchange.response());
    } else {
      page(exchange, chain);
    }
  }

  private static void page(Exchange exchange, FilterChain chain) throws IOException {
    exchange.begin();
    if (!isPageMethod(exchange)) {
      return;
    }
    try {
      chain.doFilter(exchange, exchange.response());
    } catch (IOException | ServletException | RuntimeException e) {
      log(exchange, e);
      exchange.response().sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
    }
  }

  /**
   * Whether the servlet behind this filter may answer; otherwise the request is answered here. A
   * servlet that an administrator adds to the WAR decides about its own methods, except TRACE,
   * which would show a page's script the cookies that it must not see.
   */
  private static boolean isPageMethod(Exchange exchange) throws IOException {
    String method = exchange.getMethod();
    Route route = exchange.route();
    boolean others =
        Routes.PAGE.equals(route) && !isContainers(exchange) && !method.equals("TRACE");
    if (route == null || others || (route.allows(method) && !method.equals("OPTIONS"))) {
      return true;
    }
    HttpServletResponse response = exchange.response();
    response.setHeader("Allow", route.allow());
    if (method.equals("OPTIONS")) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } else {
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }
    return false;
  }

  private static boolean isContainers(HttpServletRequest request) {
    String servlet = request.getHttpServletMapping().getServletName();
    return servlet == null || servlet.isEmpty() || CONTAINERS.contains(servlet);
  }

  private static void log(Exchange exchange, Exception failure) {
    CallerLog.SHARED.log(
        LOGGER,
        Level.ERROR,
        "unexpected failure",
        failure.getClass().getName(),
        exchange.getRequestURI(),
        failure);
  }
}
