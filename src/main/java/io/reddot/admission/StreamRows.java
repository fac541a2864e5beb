package io.reddot.admission;

import io.reddot.log.AdmissionStore.Ticket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** The table of what streams come back by that were opened with tickets. */
final class StreamRows {
  private StreamRows() {}

  /** As {@link AdmissionStore#exchange}. */
  static Optional<Ticket> exchange(
      Transaction transaction,
      String hash,
      String again,
      Function<Ticket, Instant> until,
      int limit)
      throws SQLException {
    Optional<Ticket> taken = TicketRows.take(transaction, hash);
    if (taken.isPresent()) {
      makeRoom(transaction, taken.get().user(), limit);
      PreparedStatement insert =
          transaction.statement(
              "INSERT INTO ticket_stream (hash, holder, kept_at, expires_at, caller)"
                  + " VALUES (?,?,?,?,?)");
      insert.setString(1, again);
      insert.setString(2, taken.get().user());
      Rows.setInstant(insert, 3, transaction.now());
      Rows.setInstant(insert, 4, until.apply(taken.get()));
      insert.setString(5, taken.get().caller());
      insert.executeUpdate();
    }
    return taken;
  }

  /** Leaves the newest of a user, so many that one more fits. */
  private static void makeRoom(Transaction transaction, String user, int limit)
      throws SQLException {
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM ticket_stream WHERE holder = ? AND hash NOT IN (SELECT hash FROM"
                + " ticket_stream WHERE holder = ? ORDER BY kept_at DESC, hash LIMIT ?)");
    delete.setString(1, user);
    delete.setString(2, user);
    delete.setInt(3, Math.max(0, limit - 1));
    delete.executeUpdate();
  }

  /** One that has not expired. */
  static Optional<Ticket> find(Connection connection, String again, Instant now)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT holder, expires_at, caller FROM ticket_stream"
                + " WHERE hash = ? AND expires_at > ?")) {
      select.setString(1, again);
      Rows.setInstant(select, 2, now);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Ticket(
                    again,
                    row.getString(1),
                    Instant.ofEpochMilli(row.getLong(2)),
                    row.getString(3)))
            : Optional.empty();
      }
    }
  }

  /** Those that have expired. Returns how many of {@code limit}. */
  static int forget(Transaction transaction, int limit) throws SQLException {
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM ticket_stream WHERE hash IN (SELECT hash FROM ticket_stream"
                + " WHERE expires_at <= ? LIMIT ?)");
    Rows.setInstant(delete, 1, transaction.now());
    delete.setInt(2, limit);
    return delete.executeUpdate();
  }
}
