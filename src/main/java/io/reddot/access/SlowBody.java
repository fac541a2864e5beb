package io.reddot.access;

import io.reddot.access.BodyMemory.Share;
import io.reddot.message.Problem;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes a body as it comes and then sends its request on its way. The container calls it from one
 * thread at a time, but for the deadline. Thread-safe.
 */
final class SlowBody implements ReadListener, AsyncListener {
  private static final System.Logger LOGGER = System.getLogger(SlowBody.class.getName());
  private static final int CHUNK = 8 << 10;

  private final AsyncContext async;
  private final BufferedRequest request;
  private final ServletInputStream in;
  private final Share share;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by lock. */
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  /** Guarded by lock: it went on, or was given up, and the container may have it back. */
  private boolean over;

  /**
   * @param most how large a body may be, in bytes; of one that is larger only as much more is read
   *     that whoever gets it can tell
   */
  SlowBody(
      AsyncContext async, BufferedRequest request, ServletInputStream in, Share share, int most) {
    this.async = async;
    this.request = request;
    this.in = in;
    this.share = share;
    this.most = most;
  }

  void start() {
    async.addListener(this);
    in.setReadListener(this);
  }

  @Override
  public void onDataAvailable() throws IOException {
    boolean enough;
    try {
      enough = locked();
    } catch (Problem tooMuch) {
      give(tooMuch);
      return;
    }
    if (enough) {
      goOn();
    }
  }

  private boolean locked() throws IOException {
    lock.lock();
    try {
      return read();
    } finally {
      lock.unlock();
    }
  }

  /** Reads what is there, which does not wait; true: whatever is still to come, it is too much. */
  private boolean read() throws IOException {
    byte[] chunk = new byte[CHUNK];
    while (!over && in.isReady() && !in.isFinished()) {
      int read = in.read(chunk);
      if (read < 0) {
        return false; // the container says so once more
      }
      share.hold(read);
      body.write(chunk, 0, read);
      if (body.size() > most) {
        return true;
      }
    }
    return false;
  }

  /** Only one gets the request: to send it on, or to give it back. */
  private boolean claim() {
    lock.lock();
    try {
      boolean mine = !over;
      over = true;
      if (mine) {
        share.release();
        request.body(body.toByteArray());
      }
      return mine;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onAllDataRead() {
    goOn();
  }

  private void goOn() {
    if (claim()) {
      async.dispatch();
    }
  }

  /** Tells what is wrong, if that can still be told, and gives the request back. */
  private void give(Problem problem) {
    if (!claim()) {
      return;
    }
    HttpServletResponse response = (HttpServletResponse) async.getResponse();
    try {
      response.setHeader("Connection", "close"); // what is still to come is not waited for
      ApiFilter.answer(response, problem);
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "the client left before it was answered", e);
    }
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "the container had ended the request", e);
    }
  }

  @Override
  public void onError(Throwable cause) {
    LOGGER.log(Level.DEBUG, "a body broke off", cause);
    give(Problem.badRequest("The body ended before it was complete."));
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    give(BodyFilter.late());
  }

  @Override
  public void onError(AsyncEvent event) {
    give(Problem.badRequest("The body ended before it was complete."));
  }

  @Override
  public void onComplete(AsyncEvent event) {
    boolean unused = claim();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // the request is on its way: whoever has it now listens for itself
  }
}
