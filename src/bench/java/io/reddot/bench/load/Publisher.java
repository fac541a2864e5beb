package io.reddot.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes at a steady rate over one connection, one message after the other, so that their order
 * is known. A message is stamped with the time when it was due: if the server keeps the publisher
 * waiting, that counts as latency too.
 *
 * <p>Has a thread of its own; rate and counts may be used by any.
 */
public final class Publisher implements AutoCloseable, HttpAnswers.Listener {
  private static final long SECOND = 1_000_000_000;

  private static final int PATIENCE_MILLIS = 60_000;

  private final HttpAnswers answers = new HttpAnswers(this);
  private final byte[] input = new byte[16 * 1024];
  private final int port;
  private final byte[] request;
  private final int offset;
  private final int size;
  private final Thread thread = new Thread(this::run, "publisher");
  private Socket socket;
  private boolean answered;
  private volatile long period = Long.MAX_VALUE;
  private volatile long published;
  private volatile boolean stopped;
  private volatile IOException failure;

  /**
   * @param size of a message, in bytes
   */
  public Publisher(Publication publication, int size) throws IOException {
    this.request = publication.bytes(size);
    this.offset = publication.offset(size);
    this.size = size;
    this.port = publication.port();
    thread.start();
  }

  private void connect() throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** Messages a second from now on; 0: none. */
  public void rate(double messages) {
    period = messages == 0 ? Long.MAX_VALUE : (long) (SECOND / messages);
    LockSupport.unpark(thread);
  }

  /** Publishes one message. */
  public void once() throws IOException, InterruptedException {
    long before = published();
    rate(1);
    while (published() == before) {
      Thread.sleep(1);
    }
    rate(0);
  }

  /** How many were published, which is the sequence number of the last one. */
  public long published() throws IOException {
    if (failure != null) {
      throw new IOException("publishing failed", failure);
    }
    return published;
  }

  private void run() {
    long due = System.nanoTime();
    long paced = period;
    try {
      connect();
      while (!stopped) {
        if (paced != period) {
          paced = period;
          due = System.nanoTime();
        }
        long wait = paced == Long.MAX_VALUE ? SECOND : due - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        } else {
          publish(due);
          due += paced;
        }
      }
      socket.close();
    } catch (IOException e) {
      failure = e;
    }
  }

  private void publish(long due) throws IOException {
    Stamp.write(published + 1, due, request, offset, size);
    socket.getOutputStream().write(request);
    InputStream in = socket.getInputStream();
    answered = false;
    while (!answered) {
      int length = in.read(input);
      if (length < 0) {
        throw new IOException("the server hung up");
      }
      answers.read(input, 0, length);
    }
    published++;
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
    answered = true;
    if (head.last()) {
      socket.close();
      connect();
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    LockSupport.unpark(thread);
    thread.join();
  }
}
