package io.reddot.access;

import io.reddot.message.Problem;
import io.reddot.web.Https;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * {@code POST api/cookie} puts the bearer token into a cookie that no script can read; {@code
 * DELETE api/cookie} removes it.
 *
 * <p>Threat: a script that was injected into a page (XSS) reads the token and sends it elsewhere.
 * It cannot read the cookie, and the browser does not add the cookie to requests that other sites
 * make it send.
 */
@Path("cookie")
@ApplicationScoped
public class CookieResource {
  private final InstantSource clock = InstantSource.system();

  @POST
  public Response set(@Context HttpServletRequest request, @Context SecurityContext security) {
    String token = Credentials.bearer(request);
    // A ticket is valid once, and this request has just used it up.
    if (token == null || Tickets.is(token)) {
      throw Problem.badRequest(
          "Send the token that the cookie is to hold as 'Authorization: Bearer …', not a ticket.");
    }
    Instant expiresAt = ((Caller) security.getUserPrincipal()).expiresAt();
    Duration left = Duration.between(clock.instant(), expiresAt);
    return cookie(request, token, (int) Math.min(left.toSeconds(), Integer.MAX_VALUE));
  }

  /** Needs no token, so that a client whose token has expired can remove the cookie, too. */
  @DELETE
  public Response remove(@Context HttpServletRequest request) {
    Csrf.check(request);
    return cookie(request, "", 0);
  }

  private static Response cookie(HttpServletRequest request, String value, int seconds) {
    return Response.noContent()
        .cookie(
            new NewCookie.Builder(Credentials.COOKIE)
                .value(value)
                .path(request.getContextPath() + "/api")
                .maxAge(seconds)
                .httpOnly(true)
                .secure(https(request))
                .sameSite(NewCookie.SameSite.STRICT)
                .build())
        .build();
  }

  private static boolean https(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    return Https.isSpoken(request) || (origin != null && origin.startsWith("https:"));
  }
}
