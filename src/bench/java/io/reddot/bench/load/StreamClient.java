package io.reddot.bench.load;

import java.io.IOException;

/** Reads an HTTP answer that does not end: SSE, iframe. For its reactor's thread. */
public final class StreamClient extends Client implements HttpAnswers.Listener {
  private final HttpAnswers answers = new HttpAnswers(this);
  private final Request request;

  public StreamClient(Request request) {
    this.request = request;
  }

  @Override
  void connected() throws IOException {
    send(request.bytes());
  }

  @Override
  void read(byte[] bytes, int from, int to) throws IOException {
    answers.read(bytes, from, to);
  }

  @Override
  public void head(HttpHead head) throws IOException {
    if (head.status() != 200) {
      throw new IOException("refused with " + head.status());
    }
    subscribed();
  }

  @Override
  public void body(byte[] bytes, int from, int to) {
    scan(bytes, from, to);
  }

  @Override
  public void end(HttpHead head) throws IOException {
    throw new IOException("the stream ended");
  }
}
