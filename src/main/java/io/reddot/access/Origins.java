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
 * Which sites' pages may call: our own, and those that {@code reddot.origins} lists. Immutable.
 *
 * <p>Threat: a foreign page that a user looks at calls us with the user's cookie, or from within
 * the user's network. Browsers say by {@code Origin} whose page it is that calls, and no script can
 * change that. It is asked of everything, WebSocket handshakes too, which CORS does not cover. Who
 * is no browser may say what it likes: this protects users of browsers, tokens protect us.
 */
@SingleInstance
public class Origins {
  /** Where there is nothing, so that a script can read the 404. */
  private static final String METHODS = "GET, HEAD, POST, PUT, DELETE";

  private static final String HEADERS =
      "Authorization, Content-Type, If-None-Match, Last-Event-ID, " + Csrf.HEADER;

  /** What scripts of another origin may read of an answer, beside what they always may. */
  private static final String EXPOSED = "ETag, Retry-After";

  /** How long browsers may remember a preflight, in seconds; Chromium keeps none for longer. */
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

  /** Those of others, as browsers write them. */
  public List<String> listed() {
    return List.copyOf(listed);
  }

  /**
   * Lets the request pass if no foreign page makes it, and says to a listed one's browser that its
   * script may read the answer.
   *
   * @param route what is asked for; null: nothing that is there
   * @return whether that was all: a preflight, which is answered now
   * @throws Problem (403) if a foreign page makes it
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
          "Pages of this origin may not call: add it to reddot.origins, as the browser writes it.");
    }
  }

  /**
   * What is said of files that anybody may read: a listed site's pages may load them as modules.
   */
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
   * Whether the page is one of our own: of the host and port that the request names. The scheme
   * counts where the browser speaks TLS, with us or with a proxy that says so: a page without it
   * may be anybody's on the way.
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
