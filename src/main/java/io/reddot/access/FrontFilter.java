package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What holds at every address, before everything else; one filter, for on Payara each costs as much
 * as a good part of what it does. Mapped in {@code web.xml}. Thread-safe.
 *
 * <p>Browsers are told of all pages, error pages and files to run and load nothing that is not
 * ours, and to let nobody frame them. Under {@code api/} the door says so. Handshakes and bodies
 * are refused where they have no business: {@link Upgrade}, {@link UnaskedBody}.
 *
 * <p>Threat: markup that got into a page in spite of all care. No inline script or style runs, none
 * is loaded from elsewhere, nothing can be sent elsewhere, and text can become markup or script by
 * no way that browsers know (Trusted Types).
 */
public class FrontFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  /** {@code 'self'} of connect-src is this host's WebSocket, too. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
          + " object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  private static final String PERMISSIONS =
      "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

  @Inject private transient Origins origins;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    tellBrowsers(request, response);
    if (request.getDispatcherType() != DispatcherType.ERROR) { // that was let in, or refused
      try {
        Upgrade.check(request);
        UnaskedBody.check(request);
      } catch (Problem refused) {
        ApiFilter.answer(response, refused);
        UnreadBody.discard(request, response);
        return;
      }
    }
    chain.doFilter(request, response);
  }

  private void tellBrowsers(HttpServletRequest request, HttpServletResponse response) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    if (path.startsWith("/api/")) {
      return;
    }
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Permissions-Policy", PERMISSIONS);
    if (path.startsWith("/js/")) {
      origins.shareFile(request, response);
    }
  }
}
