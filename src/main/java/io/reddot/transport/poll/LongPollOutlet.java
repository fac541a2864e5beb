package io.reddot.transport.poll;

import io.reddot.access.ApiFilter;
import io.reddot.message.Cursor;
import io.reddot.message.Problem;
import io.reddot.session.Batch;
import io.reddot.session.Envelope;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.Session;
import io.reddot.session.WireFormat;
import io.reddot.transport.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A held request: the first write that carries a message is its answer, and the end of the session.
 * Whoever claims the answer first gives it; what loses the race is in the log, and the next poll
 * reads it. Thread-safe.
 */
final class LongPollOutlet implements Outlet, AsyncListener {
  private static final System.Logger LOGGER = System.getLogger(LongPollOutlet.class.getName());

  /** An answer ends the request, and the next request follows. */
  private static final int COST = 4;

  private final AsyncContext async;
  private final HttpServletResponse response;
  private final Cursor start;

  /** Made now: at the end the container may load no class any more. */
  private final String unchanged;

  private final InstantSource clock;
  private final Instant deadline;

  /**
   * Whether the answer is claimed or the container has the request back; it may be serving another
   * client by then, so nobody else may touch it.
   */
  private final AtomicBoolean answered = new AtomicBoolean();

  private volatile @Nullable Session session;

  LongPollOutlet(AsyncContext async, Cursor start, Duration wait, InstantSource clock) {
    this.async = async;
    this.response = (HttpServletResponse) async.getResponse();
    this.start = start;
    this.unchanged = PollAnswer.etag(start);
    this.clock = clock;
    this.deadline = clock.instant().plus(wait);
    async.setTimeout(wait.toMillis());
    async.addListener(this);
  }

  /** The answer may have gone out before the session was known here. */
  void belongsTo(Session joined) {
    session = joined;
    if (answered.get()) {
      joined.gone();
    }
  }

  @Override
  public WireFormat format() {
    return Wire.JSON;
  }

  @Override
  public void write(Batch batch, Written written) {
    List<Envelope> messages =
        batch.envelopes().stream().filter(Envelope.OfMessage.class::isInstance).toList();
    boolean lost =
        batch.envelopes().stream()
            .anyMatch(e -> e instanceof Envelope.Hello hello && !hello.recovered());
    if (messages.isEmpty() && !lost) {
      written.done(); // hello, or a goodbye that close() turns into an answer
      return;
    }
    Cursor cursor =
        messages.isEmpty()
            ? start
            : ((Envelope.OfMessage) messages.get(messages.size() - 1)).cursor();
    if (claim()) {
      try {
        PollAnswer.write(response, messages, cursor, !lost);
      } catch (IOException | IllegalStateException e) {
        LOGGER.log(Level.DEBUG, "the client of a long poll left before its answer", e);
      }
      complete();
    }
    written.failed(Problem.unavailable("answered")); // nothing more can be said; no stack trace
  }

  /**
   * Nothing may be written before the answer. But a container that has seen the client leave may
   * neither say so nor time the request out any more (Payara); then this is how it ends.
   */
  @Override
  public void heartbeat(Written written) {
    written.done();
    if (!clock.instant().isBefore(deadline)) {
      answerUnchanged();
      end();
    }
  }

  @Override
  public boolean answersHeartbeats() {
    return false;
  }

  @Override
  public void close(Goodbye goodbye) {
    answerUnchanged();
  }

  @Override
  public int cost() {
    return COST;
  }

  void refuse(Problem problem) throws IOException {
    if (claim()) {
      ApiFilter.answer(response, problem);
      complete();
    }
  }

  private void answerUnchanged() {
    if (claim()) {
      PollAnswer.notModified(response, unchanged);
      complete();
    }
  }

  private boolean claim() {
    return answered.compareAndSet(false, true);
  }

  private void complete() {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "the container had ended a long poll before its answer", e);
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    answerUnchanged();
    end();
  }

  @Override
  public void onError(AsyncEvent event) {
    answered.set(true);
    end();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    answered.set(true);
    end();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // never started again
  }

  private void end() {
    Session known = session;
    if (known != null) {
      known.gone();
    }
  }
}
