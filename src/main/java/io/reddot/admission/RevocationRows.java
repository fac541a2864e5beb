package io.reddot.admission;

import io.reddot.admission.AdmissionStore.Kind;
import io.reddot.admission.AdmissionStore.Revocation;
import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.message.Problem;
import io.reddot.message.SystemEvent;
import io.reddot.message.SystemEvent.TokenRevoked;
import io.reddot.message.SystemEvent.UserDisconnected;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Reads and writes the table {@code revocation}. Stateless. */
final class RevocationRows {
  private RevocationRows() {}

  /** As {@link AdmissionStore#revoke}. */
  static Revocation revoke(
      Transaction transaction, Kind kind, String name, Instant until, String by)
      throws SQLException {
    Sql sql = transaction.sql();
    Instant now = transaction.now();
    Instant before =
        sql.first(
            "SELECT until FROM revocation WHERE kind = ? AND name = ? AND until > ?",
            row -> Instant.ofEpochMilli(row.getLong(1)),
            kind,
            name,
            now);
    if (before == null
        && sql.number("SELECT count(*) FROM revocation WHERE until > ?", now)
            >= AdmissionStore.MAX_REVOCATIONS) {
      throw Problem.conflict(
          "%,d revocations are stored already; no more can be added until some expire."
              .formatted(AdmissionStore.MAX_REVOCATIONS));
    }
    Instant longer = before == null || until.isAfter(before) ? until : before;
    SystemEvent event =
        kind == Kind.TOKEN ? new TokenRevoked(name, longer) : new UserDisconnected(name, longer);
    int held = transaction.holdBack(event);
    sql.update(
        "INSERT INTO revocation (kind, name, at, until) VALUES (?,?,?,?)"
            + " ON CONFLICT (kind, name) DO UPDATE SET at = excluded.at, until = excluded.until",
        kind,
        name,
        now,
        longer);
    transaction.append(event, by);
    return new Revocation(kind, name, now, longer, held);
  }

  /** Reads the revocations that have not expired. */
  static List<Revocation> all(Sql sql, Instant now) throws SQLException {
    return sql.list(
        "SELECT kind, name, at, until FROM revocation WHERE until > ?",
        row ->
            new Revocation(
                Kind.valueOf(row.getString(1)),
                row.getString(2),
                Instant.ofEpochMilli(row.getLong(3)),
                Instant.ofEpochMilli(row.getLong(4))),
        now);
  }
}
