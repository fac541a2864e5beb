package io.reddot.audit;

import io.reddot.log.Transaction;
import io.reddot.log.Transactions;
import io.reddot.message.Draft;
import io.reddot.message.Submission;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that is not in the log yet. Immutable.
 *
 * @param draft null: nothing is recorded
 */
public record AuditRecord(@Nullable Draft draft) {
  /** Stands in where the application itself acts. */
  public static final AuditRecord NONE = new AuditRecord(null);

  /** Appends the record. A transaction that may run again appends it once all the same. */
  public void appendTo(Transaction transaction) throws SQLException {
    if (draft != null) {
      transaction.append(List.of(Submission.now(draft)));
    }
  }

  /**
   * Returns a change that appends the record after {@code change}, in the same transaction: neither
   * is stored without the other. Nothing is recorded if the change appended nothing, because then
   * it had no effect.
   */
  public <T> Transactions.Change<T> after(Transactions.Change<T> change) {
    return transaction -> {
      long before = transaction.head();
      T result = change.in(transaction);
      if (transaction.head() > before) {
        appendTo(transaction);
      }
      return result;
    };
  }
}
