package io.reddot.bench.load;

import java.io.IOException;

/**
 * Publishes one message after the other, each as soon as the one before is answered; the latency is
 * that of the answer. For its reactor's thread.
 */
public final class PublishingClient extends Client implements HttpAnswers.Listener {
  private final HttpAnswers answers = new HttpAnswers(this);
  private final byte[] request;
  private final int offset;
  private final int size;
  private long sequence;
  private long sent;

  /**
   * @param size of a message, in bytes
   */
  public PublishingClient(Publication publication, int size) {
    this.request = publication.bytes(size);
    this.offset = publication.offset(size);
    this.size = size;
  }

  @Override
  void connected() throws IOException {
    sent = System.nanoTime();
    Stamp.write(++sequence, sent, request, offset, size);
    send(request);
  }

  @Override
  void read(byte[] bytes, int from, int to) throws IOException {
    answers.read(bytes, from, to);
  }

  @Override
  public void head(HttpHead head) throws IOException {
    if (head.status() / 100 != 2) {
      throw new IOException("refused with " + head.status());
    }
  }

  @Override
  public void body(byte[] bytes, int from, int to) {
    // of no interest
  }

  @Override
  public void end(HttpHead head) throws IOException {
    subscribed();
    arrived(sequence, sent);
    if (head.last()) {
      reconnect();
    } else {
      connected();
    }
  }
}
