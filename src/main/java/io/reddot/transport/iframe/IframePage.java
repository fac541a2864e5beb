package io.reddot.transport.iframe;

import io.reddot.message.JsonText;
import io.reddot.session.Envelope;
import io.reddot.transport.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The endless page: a beginning, then a script for each write. Stateless. */
final class IframePage {
  /** Old browsers and proxies show nothing of a page before its first kilobyte. */
  private static final String PADDING = "<!--" + " ".repeat(1024) + "-->\n";

  private static final byte[] OPEN = utf8("<script>r([");
  private static final byte[] COMMA = utf8(",");
  private static final byte[] CLOSE = utf8("])</script>\n");
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

  static byte[] script(List<Envelope> envelopes) {
    int size = OPEN.length + CLOSE.length + envelopes.size() - 1;
    for (Envelope envelope : envelopes) {
      size += envelope.in(Wire.SCRIPT).size();
    }
    byte[] script = new byte[size];
    int at = put(OPEN, script, 0);
    for (int i = 0; i < envelopes.size(); i++) {
      at = i == 0 ? at : put(COMMA, script, at);
      at = put(envelopes.get(i).in(Wire.SCRIPT).bytes(), script, at);
    }
    put(CLOSE, script, at);
    return script;
  }

  static byte[] heartbeat() {
    return HEARTBEAT;
  }

  private static int put(byte[] from, byte[] to, int at) {
    System.arraycopy(from, 0, to, at, from.length);
    return at + from.length;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
