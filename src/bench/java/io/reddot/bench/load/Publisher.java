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
public final class Publisher implements AutoCloseable {
  private static final long SECOND = 1_000_000_000;

  private static final int PATIENCE_MILLIS = 60_000;

  private final byte[] input = new byte[16 * 1024];
  private final Publishing publishing;
  private final int port;
  private final Thread thread = new Thread(this::run, "publisher");
  private Socket socket;
  private volatile long period = Long.MAX_VALUE;
  private volatile long published;
  private volatile boolean stopped;
  private volatile IOException failure;

  /**
   * @param size of a message, in bytes
   */
  public Publisher(Publication publication, int size) {
    this.publishing = publication.publishing(size);
    this.port = publication.port();
    thread.start();
  }

  private void connect() throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    byte[] greeting = publishing.greeting();
    if (greeting.length > 0) {
      say(greeting);
    }
  }

  /** Until it is answered. */
  private void say(byte[] words) throws IOException {
    socket.getOutputStream().write(words);
    InputStream in = socket.getInputStream();
    do {
      int length = in.read(input);
      if (length < 0) {
        throw new IOException("the server hung up");
      }
      publishing.read(input, 0, length);
    } while (!publishing.answered());
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
    say(publishing.message(published + 1, due));
    published++;
    if (publishing.over()) {
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
