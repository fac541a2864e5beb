package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.hub.Inboxes.Unread;
import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.Problem;
import io.reddot.session.Identity;
import io.reddot.session.SessionMetrics;
import org.jspecify.annotations.Nullable;

/** Reads pages of the log for callers without a session. Thread-safe. */
public final class Readings {
  private final SessionRegistry registry;
  private final FanOut fanOut;
  private final LogSlices slices;
  private final MessageLog log;
  private final SessionLedger ledger;
  private final Limits limits;

  Readings(
      SessionRegistry registry,
      FanOut fanOut,
      LogSlices slices,
      SessionLedger ledger,
      Limits limits) {
    this.registry = registry;
    this.fanOut = fanOut;
    this.slices = slices;
    this.log = slices.log();
    this.ledger = ledger;
    this.limits = limits;
  }

  /**
   * Reads the messages for a poll, and records the poll in the ledger.
   *
   * @param transport its name
   * @param limit the largest number of messages
   * @throws Problem (403) if the caller may not read one of the filters, (429) if it exceeds its
   *     rate of reads
   */
  public Reading poll(ReadRequest readRequest, String transport, int limit) {
    return polled(readRequest, transport, read(readRequest, log.head(), limit));
  }

  /**
   * As {@link #poll}, but only up to the position of fan-out: a session that joins at the returned
   * cursor receives the rest live.
   */
  public Reading pollFannedOut(ReadRequest readRequest, String transport, int limit) {
    return polled(readRequest, transport, read(readRequest, fanOut.position(), limit));
  }

  private Reading polled(ReadRequest readRequest, String transport, Reading reading) {
    HubMetrics.polled(transport, 1, reading.messages().size());
    SessionMetrics.conflated(transport).add(reading.conflated());
    Caller caller = readRequest.caller();
    ledger.polled(
        new Identity(
            "", caller.user(), caller.device(), caller.address(), transport, caller.expiresAt()),
        Registration.since(caller, readRequest.filters()),
        reading.start().position(),
        reading.cursor().position());
    return reading;
  }

  private Reading read(ReadRequest readRequest, long head, int limit) {
    registry.check(readRequest);
    limits.read(readRequest.caller());
    return Reading.of(slices, readRequest, head, limit);
  }

  /**
   * Reads a page of the history. A cursor of another log is refused here, whereas a subscriber with
   * such a cursor continues and gets {@code recovered:false}.
   *
   * @throws Problem (403) as {@link #poll}, (400) for a cursor of another log
   */
  public Reading history(ReadRequest readRequest, int limit) {
    checkLog(readRequest.after().cursor());
    return read(readRequest, log.head(), limit);
  }

  /**
   * Searches the history, as {@link HistorySearch} does.
   *
   * @throws Problem (403) and (400) as {@link #history}, (429) as {@link #poll}
   */
  public Reading search(ReadRequest readRequest, HistoryQuery query, int limit) {
    checkLog(readRequest.after().cursor());
    checkLog(query.before());
    registry.check(readRequest);
    limits.read(readRequest.caller());
    return new HistorySearch(slices).search(readRequest, query, log.head(), limit);
  }

  private void checkLog(@Nullable Cursor cursor) {
    if (cursor != null && !cursor.log().equals(log.name())) {
      throw Problem.badRequest(
          "The cursor belongs to another database; start with 'after=earliest'.");
    }
  }

  /** Counts the unread messages in the caller's inbox. */
  public Unread unread(Caller caller) {
    return registry.counts().count(caller);
  }
}
