package io.reddot.admission;

import io.reddot.message.Cursor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Who is let in for a moment, and who no more, beside the log and in its transactions. What is
 * revoked or renewed is told in the log, so that every node hears of it in the one order.
 *
 * <p>Changes are committed in the order in which they were asked for and fail as {@link
 * MessageLog#append} does; answers come on a thread that must not be held up. What is over is
 * forgotten with what retention takes away. Thread-safe.
 */
public interface AdmissionStore {
  /** So many revocations are remembered at most: every node has them all in memory. */
  int MAX_REVOCATIONS = 100_000;

  /**
   * Lets one in, once.
   *
   * @param hash of what it is shown by
   * @param user whose it is
   * @param caller whom it lets in; only whoever stores it reads it
   */
  record Ticket(String hash, String user, Instant expiresAt, String caller) {}

  /**
   * Takes a ticket away, as {@link #take}, and keeps what the stream that it opens comes back by,
   * until {@code until} at most.
   *
   * @param again hash of what the stream is shown by
   * @param until when whom the ticket lets in is let in no more
   * @param limit so many streams of one user may come back; the one that was kept first makes room
   */
  CompletionStage<Optional<Ticket>> exchange(
      String hash, String again, Function<Ticket, Instant> until, int limit);

  /**
   * What a stream comes back by, as often as it is asked for; nothing if there is none, or it has
   * expired.
   */
  Optional<Ticket> stream(String again);

  /** What a revocation is about. */
  enum Kind {
    /** A token, by its id. */
    TOKEN,
    /** All tokens of a user. */
    USER
  }

  /**
   * @param name the token's id or the user
   * @param at when it was revoked
   * @param until so long it has to be remembered
   * @param held how many scheduled messages it has held back; 0 where it is read again
   */
  record Revocation(Kind kind, String name, Instant at, Instant until, int held) {
    public Revocation(Kind kind, String name, Instant at, Instant until) {
      this(kind, name, at, until, 0);
    }
  }

  /**
   * Keeps a ticket.
   *
   * @param limit so many of one user may wait to be used
   * @return it. It fails with a {@link io.reddot.message.Problem} (429) when too many wait
   */
  CompletionStage<Ticket> keep(Ticket ticket, int limit);

  /**
   * Takes a ticket away: whoever gets it is the only one, whichever node asks.
   *
   * @return nothing if there is none, or it has expired
   */
  CompletionStage<Optional<Ticket>> take(String hash);

  /**
   * Revokes a token, or all of a user's that were issued until now; told in the log. What was
   * scheduled with that token, or by that user, is held back. One that is revoked already is
   * remembered for the longer of the two times.
   *
   * @param by the user who asked for it
   * @return as it stands. It fails with a {@link io.reddot.message.Problem} (409) when too many are
   *     remembered
   */
  CompletionStage<Revocation> revoke(Kind kind, String name, Instant until, String by);

  /** All that are to be remembered. */
  List<Revocation> revocations();

  /**
   * Tells in the log that a session goes on with another token.
   *
   * @param caller who it is by that
   * @return where that stands
   */
  CompletionStage<Cursor> renew(String session, String caller, String by);
}
