package io.reddot.admission;

import io.reddot.log.AdmissionStore.Kind;
import io.reddot.log.AdmissionStore.Revocation;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent.TokenRevoked;
import io.reddot.message.SystemEvent.UserDisconnected;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The table of revocations. */
final class RevocationRows {
  private static final String COLUMNS = "kind, name, at, until";

  private RevocationRows() {}

  /**
   * @throws Problem (409) if there are too many others
   */
  static Revocation revoke(
      Transaction transaction, Kind kind, String name, Instant until, String by)
      throws SQLException {
    List<Revocation> before = of(transaction, kind, name);
    if (before.isEmpty() && count(transaction) >= AdmissionStore.MAX_REVOCATIONS) {
      throw Problem.conflict(
          "There are %,d revocations; no more can be stored until some expire."
              .formatted(AdmissionStore.MAX_REVOCATIONS));
    }
    Instant longer =
        before.isEmpty() || until.isAfter(before.get(0).until()) ? until : before.get(0).until();
    int held = ScheduledRows.hold(transaction, kind, name);
    Revocation revocation = new Revocation(kind, name, transaction.now(), longer, held);
    PreparedStatement put =
        transaction.statement(
            "INSERT INTO revocation ("
                + COLUMNS
                + ") VALUES (?,?,?,?) ON CONFLICT (kind, name) DO UPDATE SET at = excluded.at,"
                + " until = excluded.until");
    put.setString(1, kind.name());
    put.setString(2, name);
    Rows.setInstant(put, 3, revocation.at());
    Rows.setInstant(put, 4, revocation.until());
    put.executeUpdate();
    transaction.append(
        kind == Kind.TOKEN ? new TokenRevoked(name, longer) : new UserDisconnected(name, longer),
        by);
    return revocation;
  }

  private static List<Revocation> of(Transaction transaction, Kind kind, String name)
      throws SQLException {
    PreparedStatement select =
        transaction.statement(
            "SELECT " + COLUMNS + " FROM revocation WHERE kind = ? AND name = ? AND until > ?");
    select.setString(1, kind.name());
    select.setString(2, name);
    Rows.setInstant(select, 3, transaction.now());
    return read(select);
  }

  private static int count(Transaction transaction) throws SQLException {
    PreparedStatement count =
        transaction.statement("SELECT count(*) FROM revocation WHERE until > ?");
    Rows.setInstant(count, 1, transaction.now());
    try (ResultSet row = count.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  static List<Revocation> all(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT " + COLUMNS + " FROM revocation WHERE until > ?")) {
      Rows.setInstant(select, 1, now);
      return read(select);
    }
  }

  private static List<Revocation> read(PreparedStatement select) throws SQLException {
    List<Revocation> all = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.add(
            new Revocation(
                Kind.valueOf(row.getString(1)),
                row.getString(2),
                Instant.ofEpochMilli(row.getLong(3)),
                Instant.ofEpochMilli(row.getLong(4))));
      }
    }
    return all;
  }

  /** Deletes at most {@code limit} expired ones. Returns how many. */
  static int forget(Transaction transaction, int limit) throws SQLException {
    PreparedStatement delete =
        transaction.statement(
            "DELETE FROM revocation WHERE (kind, name) IN"
                + " (SELECT kind, name FROM revocation WHERE until <= ? LIMIT ?)");
    Rows.setInstant(delete, 1, transaction.now());
    delete.setInt(2, limit);
    return delete.executeUpdate();
  }
}
