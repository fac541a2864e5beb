package io.reddot.transport.iframe;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The endless page: a beginning with its one script, then a data block for each write ({@link
 * io.reddot.transport.Wire#BLOCK}). Stateless.
 *
 * <p>The script is always the same, so that the policy allows it by its hash and no other: what is
 * published is data, and stays data. It is called whenever the parser has added something. A block
 * is whole once the parser is past it, which the element after it shows; half a block, or a
 * heartbeat, is passed on as a sign of life. All that was passed on is taken out: a page that never
 * ends shall not grow for ever.
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

  /** What a policy allows the script by. */
  static final String HASH = "'sha256-" + hash(SCRIPT) + "'";

  /** Old browsers and proxies show nothing of a page before its first kilobyte. */
  private static final String PADDING = "<!--" + " ".repeat(1024) + "-->\n";

  private static final byte[] HEARTBEAT = utf8(" \n");

  private IframePage() {}

  /**
   * @param origin who may have the messages; null: pages of the same origin, as the browser sees
   *     it, whatever proxies stand before us
   */
  static byte[] beginning(@Nullable String origin) {
    // An origin that is allowed has no character that would mean something here.
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
