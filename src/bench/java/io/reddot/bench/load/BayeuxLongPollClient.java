package io.reddot.bench.load;

import java.io.IOException;

/** CometD's long poll. For its reactor's thread. */
public final class BayeuxLongPollClient extends Client implements HttpAnswers.Listener {
  private final HttpAnswers answers = new HttpAnswers(this);
  private final Bayeux bayeux = new Bayeux("long-polling");
  private final Request request;

  /**
   * @param request without its body
   */
  public BayeuxLongPollClient(Request request) {
    this.request = request.with("Content-Type: application/json");
  }

  @Override
  void connected() throws IOException {
    send(request.bytes(bayeux.handshake()));
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
  }

  @Override
  public void body(byte[] bytes, int from, int to) {
    bayeux.read(bytes, from, to);
    scan(bytes, from, to);
  }

  @Override
  public void end(HttpHead head) throws IOException {
    send(request.bytes(bayeux.next()));
    if (bayeux.subscribed()) {
      subscribed();
    }
  }
}
