package io.reddot.transport.iframe;

import io.reddot.message.JsonText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The endless page: a beginning, then a script for each write ({@link
 * io.reddot.transport.Wire#SCRIPT}). Stateless.
 */
final class IframePage {
  /** Old browsers and proxies show nothing of a page before its first kilobyte. */
  private static final String PADDING = "<!--" + " ".repeat(1024) + "-->\n";

  private static final byte[] HEARTBEAT = utf8(" \n");

  private IframePage() {}

  /**
   * @param origin who may have the messages; null: pages of the same origin, as the browser sees
   *     it, whatever proxies stand before us
   */
  static byte[] beginning(@Nullable String origin) {
    String target = origin == null ? "location.origin" : JsonText.quote(origin);
    // Each script takes itself away: a page that never ends shall not grow for ever.
    return utf8(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Red Dot</title>\n"
            + "<script>function r(e){parent.postMessage({reddot:e},"
            + target
            + ");document.currentScript.remove()}</script>\n"
            + "</head><body>\n"
            + PADDING);
  }

  static byte[] heartbeat() {
    return HEARTBEAT;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
