package io.reddot.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;

/**
 * Polls again and again over one connection, each time after what the last answer's entity tag (and
 * {@code Last-Modified}, where the server tells one) says. For its reactor's thread.
 */
public final class LongPollClient extends Client implements HttpAnswers.Listener {
  private final HttpAnswers answers = new HttpAnswers(this);
  private final String next;
  private final boolean atOnce;
  private byte[] request;

  /**
   * @param first tells where to begin, at once; the same as {@code next} where a server has no such
   *     call
   */
  public LongPollClient(Request first, Request next) {
    this.request = first.bytes();
    this.next = next.open();
    this.atOnce = !first.equals(next);
  }

  @Override
  void connected() throws IOException {
    send(request);
    if (!atOnce) {
      subscribed(); // nothing is answered before the first message
    }
  }

  @Override
  void read(byte[] bytes, int from, int to) throws IOException {
    answers.read(bytes, from, to);
  }

  @Override
  public void head(HttpHead head) throws IOException {
    if (head.status() != 200 && head.status() != 304) {
      throw new IOException("refused with " + head.status());
    }
  }

  @Override
  public void body(byte[] bytes, int from, int to) {
    scan(bytes, from, to);
  }

  @Override
  public void end(HttpHead head) throws IOException {
    subscribed();
    StringBuilder text = new StringBuilder(next);
    text.append("If-None-Match: ").append(head.etag()).append("\r\n");
    if (head.lastModified() != null) {
      text.append("If-Modified-Since: ").append(head.lastModified()).append("\r\n");
    }
    request = text.append("\r\n").toString().getBytes(ISO_8859_1);
    if (head.last()) {
      reconnect();
    } else {
      send(request);
    }
  }
}
