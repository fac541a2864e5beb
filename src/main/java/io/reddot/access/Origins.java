package io.reddot.access;

import io.reddot.config.Browsers;
import io.reddot.config.Origin;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import io.reddot.message.Problem;
import io.reddot.web.Https;
import io.reddot.web.Route;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which sites' pages may call: our own, and those that {@code reddot.origins} lists.
 * Immutable.
 *
 * <p>Threat: a foreign page that a user visits calls us with the user's cookie, or from within the
 * user's network. The browser names the calling page's site in {@code Origin}, and no script can
 * change that. Every request is checked, including WebSocket handshakes, which CORS does not cover.
 * A client that is not a browser may send any {@code Origin}: this check protects the users of
 * browsers, and tokens protect the server.
 */
@SingleInstance
public class Origins {
  /** The methods allowed at addresses that do not exist, so that a script can read the 404. */
  private static final String METHODS = "GET, HEAD, POST, PUT, DELETE";

  private static final String HEADERS =
      "Authorization, Content-Type, If-None-Match, Last-Event-ID, traceparent, " + Csrf.HEADER;

  /** The headers that scripts of another origin may read, besides those that they always may. */
  private static final String EXPOSED = "ETag, Retry-After";

  /** How long browsers may cache a preflight, in seconds; Chromium keeps none for longer. */
  private static final String REMEMBERED = "7200";

  private final Set<String> listed;

  @Inject
  public Origins(Settings settings) {
    this(settings.get(Browsers.ORIGINS).orElse(List.of()));
  }

  /**
   * @param listed origins as browsers write them
   */
  public Origins(Collection<String> listed) {
    this.listed = new LinkedHashSet<>(listed);
  }

  /** Returns the other origins that may call, as browsers write them. */
  public List<String> listed() {
    return List.copyOf(listed);
  }

  /**
   * Refuses requests of foreign pages, and tells the browser of a listed page that its script may
   * read the answer.
   *
   * @param route the requested route; null if there is none at this address
   * @return whether the request was a preflight, which needs no other answer
   * @throws Problem (403) if a foreign page makes the request
   */
  boolean answers(HttpServletRequest request, HttpServletResponse response, @Nullable Route route) {
    response.addHeader("Vary", "Origin");
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return false;
    }
    check(origin, request);
    share(origin, response);
    boolean preflight =
        request.getMethod().equals("OPTIONS")
            && request.getHeader("Access-Control-Request-Method") != null;
    if (preflight) {
      response.setHeader("Access-Control-Allow-Methods", route == null ? METHODS : route.allow());
      response.setHeader("Access-Control-Allow-Headers", HEADERS);
      response.setHeader("Access-Control-Max-Age", REMEMBERED);
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
    return preflight;
  }

  /**
   * @throws Problem (403) if {@code origin} is neither the request's own nor listed
   */
  public void check(String origin, HttpServletRequest request) {
    if (!listed.contains(origin) && !own(origin, request)) {
      throw Problem.forbidden(
          "Pages of this origin may not call this site: to allow them, add the origin to"
              + " reddot.origins as the browser writes it.");
    }
  }

  /** Allows pages of listed sites to load public files as modules. */
  public void shareFile(HttpServletRequest request, HttpServletResponse response) {
    response.addHeader("Vary", "Origin");
    String origin = request.getHeader("Origin");
    if (origin != null) {
      share(origin, response);
    }
  }

  private void share(String origin, HttpServletResponse response) {
    if (listed.contains(origin)) {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader("Access-Control-Allow-Credentials", "true");
      response.setHeader("Access-Control-Expose-Headers", EXPOSED);
    }
  }

  /**
   * Whether the page is one of our own: its host and port are those that the request names. If the
   * browser speaks TLS, with us or with a proxy that reports it, the page must have come over TLS,
   * too. Otherwise anyone on the network path could have written it.
   */
  private static boolean own(String origin, HttpServletRequest request) {
    String host = request.getHeader("Host"); // HTTP/1.0 needs none
    if (host == null || (Https.isSpoken(request) && !origin.startsWith("https:"))) {
      return false;
    }
    String scheme = origin.startsWith("https:") ? "https://" : "http://";
    return origin.equals(Origin.normal(scheme + host.toLowerCase(Locale.ROOT)));
  }
}
