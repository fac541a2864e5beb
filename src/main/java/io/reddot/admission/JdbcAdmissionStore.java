package io.reddot.admission;

import io.reddot.message.Cursor;
import io.reddot.message.SystemEvent.SessionRenewed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Tickets and revocations beside the log, in its transactions. Thread-safe. */
final class JdbcAdmissionStore implements AdmissionStore {
  /** The approximate size of a row without the text of the caller, in characters. */
  private static final int ROW_SIZE = 256;

  private final Database database;
  private final GroupCommit commits;
  private final InstantSource clock;

  JdbcAdmissionStore(Database database, GroupCommit commits, InstantSource clock) {
    this.database = database;
    this.commits = commits;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Ticket> keep(Ticket ticket, int limit) {
    return commits.change(
        1,
        ROW_SIZE + ticket.caller().length(),
        transaction -> TicketRows.keep(transaction, ticket, limit));
  }

  @Override
  public CompletionStage<Optional<Ticket>> take(String hash) {
    // Read first: guesses of strangers must not cause commits.
    boolean there =
        database.read(connection -> TicketRows.find(connection, hash, clock.instant()).isPresent());
    return there
        ? commits.change(1, ROW_SIZE, transaction -> TicketRows.take(transaction, hash))
        : CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public CompletionStage<Optional<Ticket>> exchange(
      String hash, String again, Function<Ticket, Instant> until, int limit) {
    Optional<Ticket> there =
        database.read(connection -> TicketRows.find(connection, hash, clock.instant()));
    return there.isPresent()
        ? commits.change(
            2,
            ROW_SIZE + there.get().caller().length(),
            transaction -> StreamRows.exchange(transaction, hash, again, until, limit))
        : CompletableFuture.completedFuture(there);
  }

  @Override
  public Optional<Ticket> stream(String again) {
    return database.read(connection -> StreamRows.find(connection, again, clock.instant()));
  }

  @Override
  public CompletionStage<Revocation> revoke(Kind kind, String name, Instant until, String by) {
    return commits.change(
        2,
        ROW_SIZE + name.length(),
        transaction -> RevocationRows.revoke(transaction, kind, name, until, by));
  }

  @Override
  public List<Revocation> revocations() {
    return database.read(connection -> RevocationRows.all(connection, clock.instant()));
  }

  @Override
  public CompletionStage<Cursor> renew(String session, String caller, String by) {
    return commits.change(
        1,
        ROW_SIZE + caller.length(),
        transaction -> transaction.append(new SessionRenewed(session, caller), by));
  }
}
