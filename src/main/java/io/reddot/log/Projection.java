package io.reddot.log;

import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a feature's own tables up to date in the log's transactions. A feature without tables has
 * no projection; the log works without any.
 *
 * <p>Every CDI bean of this type takes part. The committing thread calls the methods that take a
 * {@link Transaction}, so they must not wait for anything but the database. Implementations are
 * thread-safe.
 */
public interface Projection {

  /**
   * Returns the class path folder of the migrations, which holds nothing else; null: there are
   * none.
   */
  default @Nullable String migrations() {
    return null;
  }

  /**
   * Creates the counts by which this feature bounds what users have it keep; null: it has no such
   * bounds. Called once in each transaction; {@link Transaction#quota} returns the result.
   */
  default @Nullable StorageQuota quota(Transaction transaction) {
    return null;
  }

  /**
   * Returns a table with a column {@code position}, which contains a position once; null: there is
   * none. Retention by age and number spares the messages at these positions, and does not count
   * them. A message whose position leaves the table is passed to {@link Transaction#release}.
   */
  default @Nullable String spared() {
    return null;
  }

  /** Passes earlier uses of the drafts' ids to {@link Transaction#know}. */
  default void lookUp(Transaction transaction, Collection<Draft> drafts) throws SQLException {}

  /** Handles messages that were appended; their rows are stored. */
  default void appended(Transaction transaction, List<Message> messages) throws SQLException {}

  /** Handles a message that was recalled. */
  default void recalled(Transaction transaction, Message message) throws SQLException {}

  /**
   * Handles messages that retention is about to delete: those after {@code after}, up to {@code
   * through}. Messages in that range that a projection {@linkplain #spared spares} stay in the log.
   */
  default void trimming(Transaction transaction, long after, long through) throws SQLException {}

  /**
   * Handles single messages that retention is about to delete. No projection spares them.
   *
   * @param topics the messages' topics by position
   */
  default void trimming(Transaction transaction, Map<Long, String> topics) throws SQLException {}

  /**
   * Handles messages that retention is about to delete because they have expired. {@link #spared}
   * does not spare them.
   *
   * @param topics the messages' topics by position
   */
  default void expired(Transaction transaction, Map<Long, String> topics) throws SQLException {
    trimming(transaction, topics);
  }

  /**
   * Holds back the messages that a revoked token, or a disconnected user, has stored for later.
   *
   * @return the number of messages that are held back now
   */
  default int holdBack(Transaction transaction, SystemEvent revocation) throws SQLException {
    return 0;
  }

  /**
   * Returns the deletions that retention repeats, in short transactions, until nothing is left to
   * do. Called once in each run of retention.
   */
  default List<Sweep> sweeps() {
    return List.of();
  }

  /** Returns the deletions that are due at a certain time; they are tried every second. */
  default List<Expiry> expiries() {
    return List.of();
  }

  /**
   * A deletion in short transactions.
   *
   * @param most the largest number of rows that one transaction deletes
   * @param step deletes at most that many rows and returns their number
   */
  record Sweep(int most, Step step) {
    /** One transaction of a sweep. */
    public interface Step {
      /**
       * @param most the largest number of rows to delete
       * @return the number of deleted rows
       */
      int in(Transaction transaction, int most) throws SQLException;
    }
  }

  /**
   * A sweep that is only tried if something is due, because a query costs less than a commit.
   *
   * @param due whether there is something to delete
   */
  record Expiry(Transactions.Query<Boolean> due, Sweep sweep) {}
}
