package io.reddot.access;

import io.reddot.access.limit.Limits;
import io.reddot.message.CallerLog;
import io.reddot.message.Problem;
import io.reddot.web.Accepted;
import io.reddot.web.Answer;
import io.reddot.web.ErrorServlet;
import io.reddot.web.Proxies;
import io.reddot.web.Query;
import io.reddot.web.Refusals;
import io.reddot.web.RequestPath;
import io.reddot.web.RequestSize;
import io.reddot.web.Route;
import io.reddot.web.Routes;
import io.reddot.web.SlowBodies;
import io.reddot.web.UnaskedBody;
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
import java.security.Principal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The door: every call under {@code api/}, WebSocket handshakes included, comes through here with
 * its {@link Caller} as principal, or is turned away with problem+json.
 *
 * <p>It is mapped in {@code web.xml}, so that it stands before the containers' own WebSocket
 * filters. Thread-safe.
 */
public class ApiFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final System.Logger LOGGER = System.getLogger(ApiFilter.class.getName());

  /** There is nothing under {@code api/} that a page would load, show or frame; the stream is. */
  private static final String POLICY = "default-src 'none'; frame-ancestors 'none'";

  @Inject private transient Authentication authentication;
  @Inject private transient Proxies proxies;
  @Inject private transient Limits limits;
  @Inject private transient Origins origins;
  @Inject private transient SlowBodies bodies;
  @Inject private transient Demo demo;
  @Inject private transient Refusals refusals;

  /** Has it said in the log, now and not at the first call, what is wrong with the settings. */
  @Override
  public void init() {
    LOGGER.log(Level.DEBUG, "other origins: {0}; demo mode: {1}", origins.listed(), demo.isOn());
    try {
      authentication.ready();
    } catch (Problem said) {
      // and every call says it, too
    }
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!Upgrade.isHandshake(request)) {
      tellBrowsers(response);
    }
    try {
      if (request.getDispatcherType() == DispatcherType.ASYNC) {
        chain.doFilter(request, response); // it was let in, and its body is there now
        return;
      }
      Route route = Routes.of(request);
      if (origins.answers(request, response, route) || isAboutMethods(request, response, route)) {
        return;
      }
      authentication.ready(); // unconfigured, nobody gets further, with a token or without
      RequestSize.check(request);
      RequestPath.check(request);
      Query.check(request.getQueryString());
      Accepted.check(request);
      String address = proxies.client(request);
      if (route != null && isOpen(request, route)) {
        UnaskedBody.refuse(request);
        chain.doFilter(visitor(request, address), response);
      } else {
        Caller caller = caller(request, address);
        Answer.owe(response, caller.user());
        if (route == null) {
          throw Problem.notFound(ErrorServlet.detail(404));
        }
        bodies.await(
            caller.user(),
            address,
            new AdmittedRequest(request, caller, caller.groups()),
            response,
            chain);
      }
    } catch (Problem problem) {
      refusals.answer(request, response, problem);
    } catch (IOException | ServletException | RuntimeException e) {
      if (e instanceof IOException || response.isCommitted()) {
        throw e; // the client left, or there is no way to answer any more
      }
      CallerLog.SHARED.log(
          LOGGER,
          Level.ERROR,
          "unexpected failure",
          e.getClass().getName(),
          request.getRequestURI(),
          e);
      refusals.answer(
          request,
          response,
          new Problem(500, "Something went wrong on the server; it has been logged."));
    }
  }

  /**
   * Sets the headers of an answer that is not a handshake's. A browser neither shows nor caches a
   * handshake, and a container may keep each header of it, with some 400 bytes, for as long as the
   * socket is open.
   */
  private static void tellBrowsers(HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer"); // the address may hold a token
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  }

  private Caller caller(HttpServletRequest request, String address) {
    return limits
        .logIn(address, gate -> authentication.caller(request, gate))
        .on(device(request))
        .at(address);
  }

  private static String device(HttpServletRequest request) {
    String agent = request.getHeader("User-Agent");
    return agent == null ? "" : agent;
  }

  /**
   * Answers which methods there are.
   *
   * @return whether that was all
   * @throws Problem (405) if the request's is none of them
   */
  private static boolean isAboutMethods(
      HttpServletRequest request, HttpServletResponse response, @Nullable Route route) {
    String method = request.getMethod();
    if (route == null || (route.allows(method) && !method.equals("OPTIONS"))) {
      return false;
    }
    response.setHeader("Allow", route.allow());
    if (!method.equals("OPTIONS")) {
      throw new Problem(405, ErrorServlet.detail(405));
    }
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    return true;
  }

  /**
   * Whether it may be called without a token; the code behind it checks for itself. Only if it is
   * written as it should be: JAX-RS reads the path once more, and could find something else.
   */
  private static boolean isOpen(HttpServletRequest request, Route route) {
    return route.open().contains(request.getMethod()) && route.spelled(request);
  }

  /** An MQTT client needs no token if the demo admits it; who it is then, the principal says. */
  private HttpServletRequest visitor(HttpServletRequest request, String address) {
    if (!isMqtt(request)) {
      return request;
    }
    limits.arrive(address);
    Principal who =
        demo.admits(request) ? authentication.withoutToken().at(address) : new Visitor(address);
    return new AdmittedRequest(request, who, Set.of());
  }

  private static boolean isMqtt(HttpServletRequest request) {
    return is(request, "mqtt");
  }

  /** Whether it is this call, written as it should be. */
  static boolean is(HttpServletRequest request, String call) {
    return request.getRequestURI().equals(request.getContextPath() + "/api/" + call);
  }
}
