package io.reddot.admission;

import io.reddot.log.AdmissionStore.Ticket;
import io.reddot.message.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The table of tickets. */
final class TicketRows {
  private TicketRows() {}

  /**
   * @throws Problem (429) if the user has too many that wait
   */
  static Ticket keep(Transaction transaction, Ticket ticket, int limit) throws SQLException {
    PreparedStatement count =
        transaction.statement("SELECT count(*) FROM ticket WHERE holder = ? AND expires_at > ?");
    count.setString(1, ticket.user());
    Rows.setInstant(count, 2, transaction.now());
    try (ResultSet row = count.executeQuery()) {
      if (row.next() && row.getInt(1) >= limit) {
        throw new Problem(
            429,
            "You have %,d tickets that wait to be used; no more are given until some are used or"
                    .formatted(limit)
                + " have expired.");
      }
    }
    PreparedStatement insert =
        transaction.statement(
            "INSERT INTO ticket (hash, holder, expires_at, caller) VALUES (?,?,?,?)");
    insert.setString(1, ticket.hash());
    insert.setString(2, ticket.user());
    Rows.setInstant(insert, 3, ticket.expiresAt());
    insert.setString(4, ticket.caller());
    insert.executeUpdate();
    return ticket;
  }

  /** One that can still be used. */
  static Optional<Ticket> find(Connection connection, String hash, Instant now)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT hash, holder, expires_at, caller FROM ticket"
                + " WHERE hash = ? AND expires_at > ?")) {
      select.setString(1, hash);
      Rows.setInstant(select, 2, now);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Ticket(
                    row.getString(1),
                    row.getString(2),
                    Instant.ofEpochMilli(row.getLong(3)),
                    row.getString(4)))
            : Optional.empty();
      }
    }
  }

  /** The transaction is the only one that writes, so what it finds nobody else takes. */
  static Optional<Ticket> take(Transaction transaction, String hash) throws SQLException {
    Optional<Ticket> found = find(transaction.connection(), hash, transaction.now());
    PreparedStatement delete = transaction.statement("DELETE FROM ticket WHERE hash = ?");
    delete.setString(1, hash);
    delete.executeUpdate();
    return found;
  }

  /** Those that nobody has used in time. Returns how many of {@code limit}. */
  static int forget(Transaction transaction, int limit) throws SQLException {
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM ticket WHERE hash IN (SELECT hash FROM ticket WHERE expires_at <= ?"
                + " LIMIT ?)");
    Rows.setInstant(delete, 1, transaction.now());
    delete.setInt(2, limit);
    return delete.executeUpdate();
  }
}
