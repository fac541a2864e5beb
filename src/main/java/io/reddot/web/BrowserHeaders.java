package io.reddot.web;

import jakarta.servlet.http.HttpServletResponse;

/**
 * Sets the headers that restrict what a browser does with an answer. Stateless.
 *
 * <p>Threat: markup that got into a page despite all escaping. No inline script or style runs,
 * nothing is loaded from or sent to another site, no other site can frame the page, and text cannot
 * become markup or script (Trusted Types).
 */
final class BrowserHeaders {
  /** In connect-src, {@code 'self'} includes this host's WebSockets. */
  private static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
          + " object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  /** Pages load, show or frame nothing under {@code api/} but the stream of the iframe. */
  private static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'";

  private static final String PERMISSIONS =
      "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

  private BrowserHeaders() {}

  /** Sets the headers of pages, error pages and files. */
  static void page(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", PAGE_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Permissions-Policy", PERMISSIONS);
  }

  /**
   * Sets the headers of answers under {@code api/}, but not of handshakes. A browser neither shows
   * nor caches a handshake, and a container may keep each of its headers, some 400 bytes, for as
   * long as the socket is open.
   */
  static void api(HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Security-Policy", API_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer"); // the address may hold a token
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  }
}
