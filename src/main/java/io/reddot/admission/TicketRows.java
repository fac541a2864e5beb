package io.reddot.admission;

import io.reddot.admission.AdmissionStore.Ticket;
import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.message.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Reads and writes the tables {@code ticket} and {@code ticket_stream}. Stateless. */
final class TicketRows {
  private static final String COLUMNS = "hash, holder, expires_at, caller";

  private TicketRows() {}

  /** As {@link AdmissionStore#keep}. */
  static Ticket keep(Transaction transaction, Ticket ticket, int limit) throws SQLException {
    Sql sql = transaction.sql();
    long waiting =
        sql.number(
            "SELECT count(*) FROM ticket WHERE holder = ? AND expires_at > ?",
            ticket.user(),
            transaction.now());
    if (waiting >= limit) {
      throw new Problem(
          429,
          "You have %,d unused tickets; no more are issued until you have used some or they have"
                  .formatted(limit)
              + " expired.");
    }
    sql.update(
        "INSERT INTO ticket (" + COLUMNS + ") VALUES (?,?,?,?)",
        ticket.hash(),
        ticket.user(),
        ticket.expiresAt(),
        ticket.caller());
    return ticket;
  }

  /** Finds a ticket that can still be used. */
  static Optional<Ticket> find(Sql sql, String hash, Instant now) throws SQLException {
    return find(sql, "ticket", hash, now);
  }

  /** Finds the holder of a stream that can still be resumed. */
  static Optional<Ticket> stream(Sql sql, String hash, Instant now) throws SQLException {
    return find(sql, "ticket_stream", hash, now);
  }

  private static Optional<Ticket> find(Sql sql, String table, String hash, Instant now)
      throws SQLException {
    return Optional.ofNullable(
        sql.first(
            "SELECT " + COLUMNS + " FROM " + table + " WHERE hash = ? AND expires_at > ?",
            TicketRows::ticket,
            hash,
            now));
  }

  private static Ticket ticket(ResultSet row) throws SQLException {
    return new Ticket(
        row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3)), row.getString(4));
  }

  /** Takes a ticket. No other transaction writes meanwhile, so only one caller can take it. */
  static Optional<Ticket> take(Transaction transaction, String hash) throws SQLException {
    Optional<Ticket> found = find(transaction.sql(), hash, transaction.now());
    transaction.sql().update("DELETE FROM ticket WHERE hash = ?", hash);
    return found;
  }

  /** As {@link AdmissionStore#exchange}. */
  static Optional<Ticket> exchange(
      Transaction transaction,
      String hash,
      String again,
      Function<Ticket, Instant> until,
      int limit)
      throws SQLException {
    Optional<Ticket> taken = take(transaction, hash);
    if (taken.isPresent()) {
      Ticket ticket = taken.get();
      makeRoom(transaction.sql(), ticket.user(), limit);
      transaction
          .sql()
          .update(
              "INSERT INTO ticket_stream (hash, holder, kept_at, expires_at, caller)"
                  + " VALUES (?,?,?,?,?)",
              again,
              ticket.user(),
              transaction.now(),
              until.apply(ticket),
              ticket.caller());
    }
    return taken;
  }

  /** Deletes the oldest streams of a user, so that one more fits. */
  private static void makeRoom(Sql sql, String user, int limit) throws SQLException {
    sql.update(
        "DELETE FROM ticket_stream WHERE holder = ? AND hash NOT IN (SELECT hash FROM"
            + " ticket_stream WHERE holder = ? ORDER BY kept_at DESC, hash LIMIT ?)",
        user,
        user,
        Math.max(0, limit - 1));
  }
}
