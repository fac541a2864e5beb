package io.reddot.hub;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.hub.Inboxes.Unread;
import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.Problem;
import io.reddot.session.Identity;

/** Reads pages of the log for callers that come and go. Thread-safe. */
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
   * Reads what a poll is answered, which the ledger notes.
   *
   * @param transport its name
   * @param limit at most so many messages
   * @throws Problem (403) if the caller may not read one of the filters, (429) if it reads too
   *     often
   */
  public Reading poll(ReadRequest readRequest, String transport, int limit) {
    return polled(readRequest, transport, read(readRequest, log.head(), limit));
  }

  /**
   * As {@link #poll}, but only what has been fanned out: the rest comes live to whoever joins
   * behind it.
   */
  public Reading pollFannedOut(ReadRequest readRequest, String transport, int limit) {
    return polled(readRequest, transport, read(readRequest, fanOut.position(), limit));
  }

  private Reading polled(ReadRequest readRequest, String transport, Reading reading) {
    Caller caller = readRequest.caller();
    ledger.polled(
        new Identity("", caller.user(), caller.device(), transport, caller.expiresAt()),
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
   * Reads a page for a caller that leafs through the log. A subscriber is told that its cursor
   * could not be honoured and goes on; to one who pages, a cursor of another log is a mistake.
   *
   * @throws Problem (403) as {@link #poll}, (400) for such a cursor
   */
  public Reading history(ReadRequest readRequest, int limit) {
    Cursor cursor = readRequest.after().cursor();
    if (cursor != null && !cursor.log().equals(log.name())) {
      throw Problem.badRequest(
          "The cursor belongs to another database; begin with 'after=earliest'.");
    }
    return read(readRequest, log.head(), limit);
  }

  /** How much of its inbox the caller has not read, now. */
  public long unread(Caller caller) {
    Unread unread = registry.counts().count(caller);
    return unread.count();
  }
}
