package io.reddot.bench.load;

import java.io.IOException;

/**
 * Each message in a request of its own.
 *
 * @param before what stands before the message in the body
 * @param after what stands after it
 */
public record HttpPublication(int port, Request request, String before, String after)
    implements Publication {
  @Override
  public Publishing publishing(int size) {
    byte[] bytes = request.bytes(before + " ".repeat(size) + after);
    return new Requests(bytes, bytes.length - after.length() - size, size);
  }

  private static final class Requests implements Publishing, HttpAnswers.Listener {
    private final HttpAnswers answers = new HttpAnswers(this);
    private final byte[] request;
    private final int offset;
    private final int size;
    private boolean answered;
    private boolean over;

    /**
     * @param offset where the message stands in the request
     */
    Requests(byte[] request, int offset, int size) {
      this.request = request;
      this.offset = offset;
      this.size = size;
    }

    @Override
    public byte[] greeting() {
      return new byte[0];
    }

    @Override
    public byte[] message(long sequence, long nanos) {
      answered = false;
      Stamp.write(sequence, nanos, request, offset, size);
      return request;
    }

    @Override
    public void read(byte[] bytes, int from, int to) throws IOException {
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
    public void end(HttpHead head) {
      answered = true;
      over = head.last();
    }

    @Override
    public boolean answered() {
      return answered;
    }

    @Override
    public boolean over() {
      return over;
    }
  }
}
