package io.reddot.hub;

import io.reddot.log.MessageLog;
import io.reddot.message.CallerLog;
import io.reddot.message.Cursor;
import io.reddot.message.LogFields;
import io.reddot.message.StartAfter;
import io.reddot.session.Envelope;
import io.reddot.session.Goodbye;
import io.reddot.session.Session;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Replays the messages that one session missed, then hands it over to the live stream.
 *
 * <p>The next slice is read once the client has taken the previous one. Therefore a long replay
 * costs one slice of memory, and a client that stops reading stops its replay. For a client that
 * conflates, further slices are read first, as long as one write can take what is left. While the
 * session is far behind, it receives no live messages. Close to the head it is attached, and live
 * messages are held back until the rest is replayed. Not thread-safe: one thread at a time runs it.
 */
final class Replay implements Runnable {
  private static final System.Logger LOGGER = System.getLogger(Replay.class.getName());
  private static final int PAGE = 500;

  /**
   * The number of slices that are read before the client takes any, if newer messages replace older
   * ones meanwhile.
   */
  private static final int AHEAD = 50;

  private final Lane lane;
  private final LogSlices slices;
  private final MessageLog log;
  private final Registration registration;
  private final Session session;
  private final ReadRequest readRequest;
  private final StartAfter after;
  private final Duration heartbeat;
  private Executor executor = Runnable::run;

  private boolean greeted;
  private boolean attached;
  private boolean recovered;
  private boolean lossless;

  /** The number of slices that were read since the client was last written to. */
  private int ahead;

  /** Everything up to this position was replayed. */
  private long position;

  /** Once attached: messages after this position are received live. */
  private long target;

  Replay(LogSlices slices, Registration registration, ReadRequest readRequest, Duration heartbeat) {
    this.lane = registration.lane();
    this.slices = slices;
    this.log = slices.log();
    this.registration = registration;
    this.session = registration.session();
    this.readRequest = readRequest;
    this.after = readRequest.after();
    this.heartbeat = heartbeat;
  }

  void begin(Executor replays) {
    executor = replays;
    Cursor cursor = after.cursor();
    if (after.edge() == StartAfter.Edge.LATEST) {
      attach();
      position = target;
    } else if (cursor != null && caughtUp(cursor)) {
      attach();
      position = cursor.position();
    }
    if (attached && position >= target) {
      finish(); // nothing to read: the most common case needs no other thread
    } else if (cursor != null
        && cursor.log().equals(log.name())
        && slices.inMemory(cursor.position())) {
      run(); // nor do clients that reconnect soon
    } else {
      next();
    }
  }

  private boolean caughtUp(Cursor cursor) {
    return cursor.log().equals(log.name())
        && cursor.position() >= lane.position()
        && cursor.position() <= log.head();
  }

  private void attach() {
    attached = true;
    recovered = true;
    lossless = true;
    target = lane.attach(registration);
  }

  @Override
  public void run() {
    try {
      if (!session.ended()) {
        step();
      }
    } catch (RuntimeException e) {
      CallerLog.SHARED.log(
          LOGGER,
          Level.ERROR,
          "could not replay messages to a session",
          session.user(),
          "session " + session.id(),
          LogFields.user(session.user()).session(session.id()),
          e);
      session.goodbye(Goodbye.FAILED);
    }
  }

  private void step() {
    if (!greeted && !attached) {
      Start start = Start.of(after, readRequest.filters(), log);
      position = start.position();
      recovered = start.recovered();
      lossless = start.lossless();
    }
    if (!attached) {
      target = lane.position();
      if (target - position <= PAGE) {
        attached = true;
        target = lane.attach(registration);
      }
    }
    if (position >= target) {
      finish();
      return;
    }
    long from = position;
    LogSlice page = slices.read(readRequest.caller(), readRequest.filters(), from, target, PAGE);
    if (page.trimmed() && lossless) {
      if (greeted) {
        session.goodbye(Goodbye.TRIMMED);
        return;
      }
      recovered = false;
    }
    lossless = true;
    greet(from);
    page.messages().forEach(session::replay);
    HubMetrics.REPLAYED.add(page.messages().size());
    position = page.through();
    if (attached && position >= target) {
      finish();
    } else if (readRequest.conflates() && ++ahead < AHEAD && session.fitsOneWrite()) {
      next();
    } else {
      ahead = 0;
      session.whenDrained(this::next);
    }
  }

  private void greet(long from) {
    if (!greeted) {
      greeted = true;
      session.greet(
          new Envelope.Hello(
              session.id(),
              log.cursor(from),
              recovered,
              heartbeat.toSeconds(),
              readRequest.conflates()));
      lane.greeted(registration);
    }
  }

  private void finish() {
    greet(position);
    session.startAt(position);
    session.release();
  }

  private void next() {
    try {
      executor.execute(this);
    } catch (RejectedExecutionException e) {
      session.goodbye(Goodbye.goingDown(Duration.ofSeconds(1)));
    }
  }
}
