package io.reddot.transport.poll;

import io.reddot.message.CallerLog;
import io.reddot.message.Cursor;
import io.reddot.message.Problem;
import io.reddot.session.Envelope;
import io.reddot.session.EnvelopeBatch;
import io.reddot.session.Goodbye;
import io.reddot.session.Outlet;
import io.reddot.session.Session;
import io.reddot.session.WireFormat;
import io.reddot.transport.Wire;
import io.reddot.web.ProblemAnswer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The outlet of a held request: the first write with a message becomes its answer, and ends the
 * session. Only one thread can claim the answer. Messages of a write that loses the race stay in
 * the log, and the next poll reads them. Thread-safe.
 */
final class LongPollOutlet implements Outlet, AsyncListener {
  private static final System.Logger LOGGER = System.getLogger(LongPollOutlet.class.getName());

  private final AsyncContext async;
  private final HttpServletResponse response;
  private final Poll poll;
  private final Cursor start;
  private final @Nullable PollCount known;
  private final Supplier<@Nullable PollCount> counter;
  private final Executor counting;

  /** Computed in advance: while the application stops, the container may not load more classes. */
  private final String unchanged;

  /**
   * Whether the answer is claimed, or the container has completed the request. After that the
   * request must not be touched: the container may be reusing it for another client.
   */
  private final AtomicBoolean answered = new AtomicBoolean();

  /** The answer that waits for its unread count. */
  private volatile @Nullable Due due;

  private volatile @Nullable Session session;

  /** An answer without its unread count. */
  private record Due(List<Envelope> messages, Cursor cursor, boolean recovered, Written written) {}

  /**
   * @param known the count that the client knows, if it wants to learn of changes
   * @param counter counts again; reads the database
   * @param counting runs the counter
   */
  LongPollOutlet(
      AsyncContext async,
      Poll poll,
      Cursor start,
      @Nullable PollCount known,
      Supplier<@Nullable PollCount> counter,
      Executor counting) {
    this.async = async;
    this.response = (HttpServletResponse) async.getResponse();
    this.poll = poll;
    this.start = start;
    this.known = known;
    this.counter = counter;
    this.counting = counting;
    this.unchanged = poll.etag(start, known);
    async.setTimeout(poll.seconds() * 1_000L);
    async.addListener(this);
  }

  /** Sets the session; ends it if the answer was sent before. */
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
  public void write(EnvelopeBatch batch, Written written) {
    List<Envelope> messages = new ArrayList<>();
    boolean lost = false;
    PollCount count = null;
    for (Envelope envelope : batch.envelopes()) {
      if (envelope instanceof Envelope.OfMessage) {
        messages.add(envelope);
      } else if (envelope instanceof Envelope.Unread unread) {
        PollCount told = new PollCount(unread.count(), unread.unseen());
        count = told.isKnown(known) ? null : told;
      } else if (envelope instanceof Envelope.Hello hello) {
        lost = !hello.recovered();
      }
    }
    if (messages.isEmpty() && !lost && count == null) {
      written.done(); // a hello, or a goodbye, which close() answers
      return;
    }
    Cursor cursor =
        messages.isEmpty()
            ? start
            : ((Envelope.OfMessage) messages.get(messages.size() - 1)).cursor();
    Due answer = new Due(messages, cursor, !lost, written);
    if (count != null || !poll.aboutInbox()) {
      answer(answer, count);
    } else {
      due = answer;
      count(answer);
    }
  }

  /** Counts on another thread: a count reads the database, which must not delay fan-out. */
  private void count(Due answer) {
    try {
      counting.execute(
          () -> {
            PollCount count = known;
            try {
              count = counter.get();
            } catch (RuntimeException e) {
              CallerLog.SHARED.log(
                  LOGGER,
                  Level.ERROR,
                  "could not count unread messages; the poll is answered with the last count",
                  e.getClass().getName(),
                  "",
                  e);
            }
            answer(answer, count);
          });
    } catch (RejectedExecutionException e) {
      answer(answer, known); // the server is stopping
    }
  }

  @SuppressWarnings("ReferenceEquality") // two threads may answer the one that waits for its count
  private void answer(Due answer, @Nullable PollCount count) {
    if (!claim()) {
      if (answer != due) { // otherwise the thread that claimed it reports
        answer.written.failed(new IllegalStateException("the poll has been answered already"));
      }
      return;
    }
    try {
      new PollAnswer(
              answer.messages,
              answer.cursor,
              answer.recovered,
              count,
              poll.counting(),
              poll.readRequest().conflates())
          .write(response, true);
      answer.written.done(); // before completing the request, which may end the session
      complete();
    } catch (IOException | IllegalStateException e) {
      LOGGER.log(Level.DEBUG, "the client of a long poll left before its answer", e);
      complete();
      answer.written.failed(e);
    }
    end(); // the request is answered
  }

  /** Does nothing: nothing may be written before the answer. */
  @Override
  public void heartbeat(Written written) {
    written.done();
  }

  @Override
  public void close(Goodbye goodbye) {
    answerUnchanged();
  }

  /** A new count is an answer only for a client that asked for counts. */
  @Override
  public boolean tellsCounts() {
    return poll.counting();
  }

  @Override
  public boolean answersOnce() {
    return true;
  }

  void refuse(Problem problem) throws IOException {
    if (claim()) {
      ProblemAnswer.write(response, problem);
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
      LOGGER.log(Level.DEBUG, "the container ended a long poll before it was completed", e);
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    Due answer = due;
    if (answer != null) {
      answer(answer, known); // counting took too long
    } else {
      answerUnchanged();
    }
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
    // the request is never started again
  }

  private void end() {
    Session known = session;
    if (known != null) {
      known.gone();
    }
  }
}
