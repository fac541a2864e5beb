package io.reddot.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Decides for the {@link Door} which pages may call, and identifies the caller of a request. This
 * is an interface because callers belong to a higher rank. Thread-safe.
 */
public interface Guard {
  /** Logs configuration errors at startup. */
  void start();

  /**
   * Checks that no foreign page makes the request, and tells the browser of a listed page that its
   * script may read the answer.
   *
   * @param route the address that is called; null if there is nothing at it
   * @return whether the request was a preflight, which is answered now
   * @throws io.reddot.message.Problem (403) if a foreign page makes it
   */
  boolean answers(HttpServletRequest request, HttpServletResponse response, @Nullable Route route);

  /** Tells the browser of a listed page that it may load a public file. */
  void shareFile(HttpServletRequest request, HttpServletResponse response);

  /**
   * Checks that the site is configured to admit callers.
   *
   * @throws io.reddot.message.Problem (503) while it is not
   */
  void ready();

  /**
   * Admits the caller that the request's credential names. May wait for the issuer of the keys.
   *
   * @throws io.reddot.message.Problem (401, 403, 429, 503) if the credential is not accepted
   */
  void admit(Exchange exchange);

  /**
   * Admits a request without a credential if it comes from a network that may scrape metrics.
   *
   * @return whether it was admitted
   */
  boolean admitScraper(Exchange exchange);

  /**
   * Admits a handshake that needs no credential: its client authenticates later.
   *
   * @throws io.reddot.message.Problem (429) if the address opens connections too often
   */
  void admitVisitor(Exchange exchange);
}
