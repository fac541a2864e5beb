package io.reddot.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Each message in a request of its own.
 *
 * @param before what stands before the message in the body
 * @param after what stands after it
 * @param receipt what an answer holds if the message was taken; without it, whatever its status, it
 *     was not
 */
public record HttpPublication(
    int port, Request request, String before, String after, String receipt) implements Publication {
  /** For servers that answer nothing in particular. */
  public HttpPublication(int port, Request request, String before, String after) {
    this(port, request, before, after, "");
  }

  @Override
  public Publishing publishing(int size) {
    byte[] bytes = request.bytes(before + " ".repeat(size) + after);
    return new Requests(bytes, bytes.length - after.length() - size, size, receipt);
  }

  private static final class Requests implements Publishing, HttpAnswers.Listener {
    private final HttpAnswers answers = new HttpAnswers(this);
    private final byte[] request;
    private final int offset;
    private final int size;
    private final String receipt;
    private final StringBuilder body = new StringBuilder();
    private boolean answered;
    private boolean over;

    /**
     * @param offset where the message stands in the request
     */
    Requests(byte[] request, int offset, int size, String receipt) {
      this.request = request;
      this.offset = offset;
      this.size = size;
      this.receipt = receipt;
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
      if (!receipt.isEmpty()) {
        body.append(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
      }
    }

    @Override
    public void end(HttpHead head) throws IOException {
      if (body.indexOf(receipt) < 0) {
        throw new IOException("answered with " + head.status() + " and no receipt");
      }
      body.setLength(0);
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
