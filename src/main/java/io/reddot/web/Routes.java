package io.reddot.web;

import io.reddot.container.ResolvedPath;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every address of the application, with its methods, its form and whether it needs a token. The
 * filters decide by this table and by the path that the container resolved, never by the path as it
 * was sent: {@code /api/%2e%2e;/dot.jsp} is a page. {@code RoutesTest} compares the table with the
 * annotations and {@code web.xml}. Immutable.
 */
final class Routes {
  private static final String API = "/api/";
  private static final String MARK = Routes.class.getName();
  private static final String GET = "GET";
  private static final String POST = "POST";
  private static final String PUT = "PUT";
  private static final String DELETE = "DELETE";

  /** The first match counts. */
  static final List<Route> ALL =
      List.of(
          Route.of(API + "poll", GET),
          Route.of(API + "long-poll", GET),
          Route.stream(API + "sse"),
          Route.stream(API + "iframe"),
          Route.webSocket(API + "websocket"),
          Route.webSocket(API + "mqtt").open(GET), // its CONNECT carries the credential
          Route.of(API + "messages", GET, POST, DELETE),
          Route.of(API + "messages/{+}/receipts", GET),
          Route.of(API + "messages/{+}/readers", GET),
          Route.of(API + "messages/{+}", DELETE),
          Route.of(API + "receipts", GET),
          Route.of(API + "readers", GET),
          Route.of(API + "retained", GET, DELETE),
          Route.of(API + "topics", POST),
          Route.of(API + "topics/{+}", POST),
          Route.of(API + "scheduled", GET, PUT, DELETE).with(Route.Trait.OPERATORS),
          Route.of(API + "scheduled/release", POST).with(Route.Trait.OPERATORS),
          Route.of(API + "scheduled/{+}", PUT, DELETE).with(Route.Trait.OPERATORS),
          Route.of(API + "presence", GET).with(Route.Trait.OPERATORS),
          Route.of(API + "presence/{}", GET).with(Route.Trait.OPERATORS),
          Route.of(API + "inbox", GET),
          Route.of(API + "inbox/unread", GET, POST),
          Route.of(API + "inbox/read", POST),
          Route.of(API + "inbox/seen", POST),
          Route.of(API + "inbox/archive", POST),
          Route.of(API + "inbox/unarchive", POST),
          Route.of(API + "groups", GET),
          Route.of(API + "groups/members", GET, POST, PUT, DELETE).with(Route.Trait.OPERATORS),
          Route.of(API + "groups/{}/members", GET, POST).with(Route.Trait.OPERATORS),
          Route.of(API + "groups/{}/members/{}", PUT, DELETE).with(Route.Trait.OPERATORS),
          Route.of(API + "tickets", POST),
          Route.of(API + "cookie", POST, DELETE).open(DELETE), // also for an expired token
          Route.of(API + "demo/token", GET).open(GET),
          Route.of(API + "health", GET)
              .open(GET)
              .with(Route.Trait.ALWAYS), // tells that callers are refused
          Route.of(API + "metrics", GET).with(Route.Trait.SCRAPED).with(Route.Trait.OPERATORS),
          Route.of(API + "console/drain", GET, POST),
          Route.of(API + "console/overview", GET),
          Route.of(API + "console/audience", GET),
          Route.of(API + "console/known", GET),
          Route.of(API + "sessions/{}/token", POST),
          Route.of(API + "sessions/{}/disconnect", POST).with(Route.Trait.OPERATORS),
          Route.of(API + "tokens/revoke", POST).with(Route.Trait.OPERATORS),
          Route.of(API + "tokens/{+}/revoke", POST).with(Route.Trait.OPERATORS),
          Route.of(API + "users/disconnect", POST).with(Route.Trait.OPERATORS),
          Route.of(API + "users/{}/disconnect", POST).with(Route.Trait.OPERATORS),
          // The descriptions are public, and also help to find what is configured wrongly.
          Route.of(API + "openapi.json", GET).open(GET).with(Route.Trait.ALWAYS),
          Route.of(API + "asyncapi.json", GET).open(GET).with(Route.Trait.ALWAYS),
          Route.of("/favicon.svg", GET),
          Route.of("/js/{+}", GET),
          Route.of("/css/{+}", GET));

  /** Pages, and everything else that the container's own servlets serve. */
  static final Route PAGE = Route.of("/{+}", GET);

  private static final Map<String, Route> EXACT = new HashMap<>();
  private static final Map<Pattern, Route> PATTERNS = new LinkedHashMap<>();

  static {
    for (Route route : ALL) {
      if (route.exact()) {
        EXACT.put(route.path(), route);
      } else {
        PATTERNS.put(route.pattern(), route);
      }
    }
  }

  private Routes() {}

  /** Whether {@code path} belongs to {@link Door}, as {@code web.xml} maps it. */
  static boolean isApi(String path) {
    return path.equals("/api") || path.startsWith(API);
  }

  /**
   * Returns the decoded path below the context root. {@link RequestPath} refuses a malformed one.
   */
  static String path(HttpServletRequest request) {
    return ResolvedPath.of(request, uri -> Escapes.decode("path", uri, false));
  }

  /** Notes whether the path is under {@code api/}, for the error page, which has another path. */
  static void mark(HttpServletRequest request) {
    request.setAttribute(MARK, isApi(request.getServletPath()));
  }

  /**
   * Whether the request was {@linkplain #mark marked} as one under {@code api/}; null if it was not
   * marked.
   */
  static @Nullable Boolean marked(HttpServletRequest request) {
    return request.getAttribute(MARK) instanceof Boolean api ? api : null;
  }

  /** Returns the route of a request; null if there is nothing under {@code api/} at its path. */
  static @Nullable Route of(HttpServletRequest request) {
    return of(path(request));
  }

  static @Nullable Route of(String path) {
    boolean slash = path.length() > 1 && path.endsWith("/"); // JAX-RS ignores it
    Route exact = EXACT.get(slash ? path.substring(0, path.length() - 1) : path);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<Pattern, Route> each : PATTERNS.entrySet()) {
      if (each.getKey().matcher(path).matches()) {
        return each.getValue();
      }
    }
    return isApi(path) ? null : PAGE;
  }
}
