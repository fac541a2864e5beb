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
  private final Pages pages;
  private final MessageLog log;
  private final SessionLedger ledger;
  private final Limits limits;

  Readings(
      SessionRegistry registry, FanOut fanOut, Pages pages, SessionLedger ledger, Limits limits) {
    this.registry = registry;
    this.fanOut = fanOut;
    this.pages = pages;
    this.log = pages.log();
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
  public Reading poll(Wish wish, String transport, int limit) {
    return polled(wish, transport, read(wish, log.head(), limit));
  }

  /**
   * As {@link #poll}, but only what has been fanned out: the rest comes live to whoever joins
   * behind it.
   */
  public Reading pollFannedOut(Wish wish, String transport, int limit) {
    return polled(wish, transport, read(wish, fanOut.position(), limit));
  }

  private Reading polled(Wish wish, String transport, Reading reading) {
    Caller caller = wish.caller();
    ledger.polled(
        new Identity("", caller.user(), caller.device(), transport, caller.expiresAt()),
        Member.since(caller, wish.filters()),
        reading.start().position(),
        reading.cursor().position());
    return reading;
  }

  private Reading read(Wish wish, long head, int limit) {
    registry.check(wish);
    limits.read(wish.caller());
    return Reading.of(pages, wish, head, limit);
  }

  /**
   * Reads a page for a caller that leafs through the log. A subscriber is told that its cursor
   * could not be honoured and goes on; to one who pages, a cursor of another log is a mistake.
   *
   * @throws Problem (403) as {@link #poll}, (400) for such a cursor
   */
  public Reading history(Wish wish, int limit) {
    Cursor cursor = wish.after().cursor();
    if (cursor != null && !cursor.log().equals(log.name())) {
      throw Problem.badRequest(
          "The cursor belongs to another database; begin with 'after=earliest'.");
    }
    return read(wish, log.head(), limit);
  }

  /** How much of its inbox the caller has not read, now. */
  public long unread(Caller caller) {
    Unread unread = registry.counts().count(caller);
    return unread.count();
  }
}
