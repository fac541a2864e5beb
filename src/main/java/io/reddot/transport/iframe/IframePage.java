package io.reddot.transport.iframe;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Builds the endless page: a beginning with a script, then a data block for each write ({@link
 * io.reddot.transport.Wire#BLOCK}). Stateless.
 *
 * <p>The script is constant, and the page's policy allows only this script, by its hash: published
 * data cannot become a script. Its observer is called when the parser has added nodes. A block is
 * complete if another element follows it. A partial block, or a heartbeat, is passed on as a sign
 * of life. The script removes what it has passed on, so that the page does not grow forever.
 */
final class IframePage {
  private static final String SCRIPT =
      """
      (function () {
        var body = document.body;
        var target = body.getAttribute('data-origin') || location.origin;
        body.removeChild(document.currentScript);
        var observer = new MutationObserver(function () {
          var node, whole = false;
          while ((node = body.firstChild) && (node.nodeName !== 'SCRIPT' || node.nextSibling)) {
            if (node.nodeName === 'SCRIPT') {
              parent.postMessage({reddot: JSON.parse(node.textContent)}, target);
              whole = true;
            }
            body.removeChild(node);
          }
          if (!whole) {
            parent.postMessage({reddot: []}, target);
          }
          observer.takeRecords();
        });
        observer.observe(body, {childList: true, characterData: true, subtree: true});
      })()""";

  /** The script's source expression for the policy. */
  static final String HASH = "'sha256-" + hash(SCRIPT) + "'";

  /** Old browsers and proxies do not process a page until its first kilobyte has arrived. */
  private static final String PADDING = "<!--" + " ".repeat(1024) + "-->\n";

  private static final byte[] HEARTBEAT = utf8(" \n");

  private IframePage() {}

  /**
   * Returns the beginning of the page.
   *
   * @param origin the origin that may receive the messages; null: the page's own origin, as the
   *     browser sees it behind any proxies
   */
  static byte[] beginning(@Nullable String origin) {
    // An allowed origin has no characters that are special in HTML.
    String target = origin == null ? "" : " data-origin=\"" + origin + "\"";
    return utf8(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Red Dot</title></head>"
            + "<body"
            + target
            + "><script>"
            + SCRIPT
            + "</script>\n"
            + PADDING);
  }

  static byte[] heartbeat() {
    return HEARTBEAT;
  }

  private static String hash(String script) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(utf8(script));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
