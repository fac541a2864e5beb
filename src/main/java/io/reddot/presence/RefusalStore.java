package io.reddot.presence;

import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.log.Transactions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Stores subscriptions that were refused by grants: of each filter of a user the latest refusal,
 * and the {@value #OF_A_USER} newest of each user, as long as the messages of their time.
 * Thread-safe.
 */
public final class RefusalStore {
  /** The number of refusals that are kept for a user. */
  public static final int OF_A_USER = 20;

  /** The largest number of rows that one call writes or deletes. */
  static final int ROWS = 500;

  private static final int ROW_SIZE = 512;

  private final Transactions transactions;

  public RefusalStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * A refusal.
   *
   * @param filter what the user asked for
   * @param grants the filters that it could have asked for, separated by commas
   */
  public record Refusal(String user, String filter, Instant at, String grants) {}

  /** Stores refusals, at most {@value #ROWS}. */
  public CompletionStage<Integer> write(List<Refusal> refusals) {
    List<Refusal> all = List.copyOf(refusals);
    return transactions.change(
        all.size(), all.size() * ROW_SIZE, transaction -> write(transaction.sql(), all));
  }

  private static int write(Sql sql, List<Refusal> refusals) throws SQLException {
    sql.batch(
        "INSERT INTO session_refusal (reader, filter, at, grants) VALUES (?,?,?,?)"
            + " ON CONFLICT (reader, filter) DO UPDATE SET at = excluded.at,"
            + " grants = excluded.grants",
        refusals,
        one -> new Object[] {one.user(), one.filter(), one.at(), one.grants()});
    for (String user : refusals.stream().map(Refusal::user).collect(Collectors.toSet())) {
      sql.update(
          "DELETE FROM session_refusal WHERE reader = ? AND filter NOT IN (SELECT filter FROM"
              + " session_refusal WHERE reader = ? ORDER BY at DESC, filter LIMIT ?)",
          user,
          user,
          OF_A_USER);
    }
    return refusals.size();
  }

  /** Returns the refusals of a user, the newest first. */
  public List<Refusal> of(String user) {
    return transactions.read(
        sql ->
            sql.list(
                "SELECT filter, at, grants FROM session_refusal WHERE reader = ?"
                    + " ORDER BY at DESC, filter",
                row ->
                    new Refusal(
                        user,
                        row.getString(1),
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getString(3)),
                user));
  }

  /**
   * Deletes some of the refusals before the oldest message that retention has not reached.
   *
   * @return their number; {@value #ROWS} if there may be more
   */
  public CompletionStage<Integer> forget() {
    return transactions.change(ROWS, ROWS * ROW_SIZE, RefusalStore::forget);
  }

  private static int forget(Transaction transaction) throws SQLException {
    return transaction
        .sql()
        .update(
            "DELETE FROM session_refusal WHERE (reader, filter) IN (SELECT reader, filter FROM"
                + " session_refusal WHERE at < ? ORDER BY at LIMIT ?)",
            LedgerStore.oldest(transaction),
            ROWS);
  }
}
