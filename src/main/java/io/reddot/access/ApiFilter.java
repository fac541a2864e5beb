package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Set;

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

  @Inject private transient Authentication authentication;
  @Inject private transient Proxies proxies;
  @Inject private transient Limits limits;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    try {
      if (request.getDispatcherType() == DispatcherType.ASYNC) {
        chain.doFilter(request, response); // it was let in, and its body is there now
        return;
      }
      authentication.tokens(); // without a key nobody gets further, with a token or without
      RequestSize.check(request);
      String address = proxies.client(request);
      if (open(request)) {
        if (isMqtt(request)) {
          limits.arrive(address);
        }
        chain.doFilter(as(new Visitor(address), Set.of(), request), response);
      } else {
        Caller caller = caller(request, address);
        chain.doFilter(as(caller, caller.groups(), request), response);
      }
    } catch (Problem problem) {
      answer(response, problem);
    } catch (IOException | ServletException | RuntimeException e) {
      if (e instanceof IOException || response.isCommitted()) {
        throw e; // the client left, or there is no way to answer any more
      }
      LOGGER.log(Level.ERROR, "unexpected failure at " + request.getRequestURI(), e);
      answer(response, new Problem(500, "Something went wrong on the server; it has been logged."));
    }
  }

  private Caller caller(HttpServletRequest request, String address) {
    limits.mayLogIn(address);
    try {
      return authentication.caller(Credentials.token(request)).on(device(request)).at(address);
    } catch (Problem problem) {
      if (problem.status() == 401) {
        limits.failedToLogIn(address);
      }
      throw problem;
    }
  }

  private static String device(HttpServletRequest request) {
    String agent = request.getHeader("User-Agent");
    return agent == null ? "" : agent;
  }

  /** What may be called without a token; whoever answers there checks for itself. */
  private static boolean open(HttpServletRequest request) {
    // An MQTT client says who it is in its CONNECT; no cookie is ever looked at for it.
    return isMqtt(request) || is(request, "demo/token");
  }

  private static boolean isMqtt(HttpServletRequest request) {
    return is(request, "mqtt");
  }

  private static boolean is(HttpServletRequest request, String call) {
    return request.getRequestURI().equals(request.getContextPath() + "/api/" + call);
  }

  private static HttpServletRequest as(
      Principal caller, Set<String> roles, HttpServletRequest request) {
    return new HttpServletRequestWrapper(request) {
      @Override
      public Principal getUserPrincipal() {
        return caller;
      }

      @Override
      public String getRemoteUser() {
        return caller.getName();
      }

      @Override
      public boolean isUserInRole(String role) {
        return roles.contains(role);
      }
    };
  }

  /** Writes {@code problem} as problem+json (RFC 9457). */
  public static void answer(HttpServletResponse response, Problem problem) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(problem.status());
    if (problem.status() == 401) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    String retryAfter = problem.retryAfterSeconds();
    if (retryAfter != null) {
      response.setHeader("Retry-After", retryAfter);
    }
    response.setContentType("application/problem+json");
    byte[] body = problem.toJson().getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
