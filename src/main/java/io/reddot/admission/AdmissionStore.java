package io.reddot.admission;

import io.reddot.audit.AuditRecord;
import io.reddot.log.Transactions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Stores tickets and revocations, in the log's transactions. A revocation is also an event of the
 * log, so every node sees it in the same order. Changes behave as {@link Transactions} describes.
 * Retention deletes what has expired. Thread-safe.
 */
public final class AdmissionStore {
  /** The maximum number of stored revocations; every node holds all of them in memory. */
  public static final int MAX_REVOCATIONS = 100_000;

  /** The approximate size of a row without the caller's text, in characters. */
  private static final int ROW_SIZE = 256;

  private final Transactions transactions;
  private final InstantSource clock;

  public AdmissionStore(Transactions transactions, InstantSource clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Stores a ticket.
   *
   * @param limit the maximum number of unused tickets of one user
   * @return a future with the ticket. It fails with a {@link io.reddot.message.Problem} (429) if
   *     the user has too many unused tickets
   */
  public CompletionStage<Ticket> keep(Ticket ticket, int limit) {
    return transactions.change(
        1,
        ROW_SIZE + ticket.caller().length(),
        transaction -> TicketRows.keep(transaction, ticket, limit));
  }

  /**
   * Takes a ticket. Only one caller gets it, whichever node it asks.
   *
   * @return empty if there is no such ticket, or it has expired
   */
  public CompletionStage<Optional<Ticket>> take(String hash) {
    return find(hash).isPresent()
        ? transactions.change(1, ROW_SIZE, transaction -> TicketRows.take(transaction, hash))
        : CompletableFuture.completedFuture(Optional.empty());
  }

  /**
   * Looks for a ticket before a change is requested, so that a stranger's guess causes no commit.
   */
  private Optional<Ticket> find(String hash) {
    return transactions.read(sql -> TicketRows.find(sql, hash, clock.instant()));
  }

  /**
   * Takes a ticket as {@link #take}, and stores a key with which the stream that it opens can be
   * resumed.
   *
   * @param again the hash of that key
   * @param until returns when the holder of the ticket is no longer admitted
   * @param limit the maximum number of streams of one user that can be resumed; the oldest is
   *     deleted to make room
   */
  public CompletionStage<Optional<Ticket>> exchange(
      String hash, String again, Function<Ticket, Instant> until, int limit) {
    Optional<Ticket> there = find(hash);
    return there.isPresent()
        ? transactions.change(
            2,
            ROW_SIZE + there.get().caller().length(),
            transaction -> TicketRows.exchange(transaction, hash, again, until, limit))
        : CompletableFuture.completedFuture(there);
  }

  /** Finds the holder of a stream's key, which can be used repeatedly until it expires. */
  public Optional<Ticket> stream(String again) {
    return transactions.read(sql -> TicketRows.stream(sql, again, clock.instant()));
  }

  /**
   * Revokes a token, or all tokens of a user that were issued until now, and appends an event.
   * Messages that were scheduled with that token, or by that user, are held back. A revocation that
   * is repeated lasts for the longer of the two times.
   *
   * @param by the user who asked for it
   * @return a future with the revocation. It fails with a {@link io.reddot.message.Problem} (409)
   *     if too many are stored
   */
  public CompletionStage<Revocation> revoke(Kind kind, String name, Instant until, String by) {
    return revoke(kind, name, until, by, AuditRecord.NONE);
  }

  /** As above; appends the record in the same transaction. */
  CompletionStage<Revocation> revoke(
      Kind kind, String name, Instant until, String by, AuditRecord audit) {
    return transactions.change(
        3,
        ROW_SIZE + name.length(),
        audit.after(transaction -> RevocationRows.revoke(transaction, kind, name, until, by)));
  }

  /** Returns the revocations that have not expired. */
  public List<Revocation> revocations() {
    return transactions.read(sql -> RevocationRows.all(sql, clock.instant()));
  }

  /**
   * A stored ticket, which admits its holder once.
   *
   * @param hash the hash of the ticket's text
   * @param user the holder
   * @param caller the holder with all rights, as text that only the code that stores it reads
   */
  public record Ticket(String hash, String user, Instant expiresAt, String caller) {}

  /** The subject of a revocation. */
  public enum Kind {
    /** A token, by its id. */
    TOKEN,
    /** All tokens of a user. */
    USER
  }

  /**
   * A revocation.
   *
   * @param name the token's id or the user
   * @param at when it was revoked
   * @param until how long it must be remembered
   * @param held the number of scheduled messages that it has held back; 0 if the revocation was
   *     loaded or came from the log
   */
  public record Revocation(Kind kind, String name, Instant at, Instant until, int held) {
    public Revocation(Kind kind, String name, Instant at, Instant until) {
      this(kind, name, at, until, 0);
    }
  }
}
