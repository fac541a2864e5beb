package io.reddot.log;

import io.reddot.message.Draft;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Reads and changes the tables that a feature keeps beside the log. Changes are part of the log's
 * group commit, so they are committed together with the messages that they append.
 *
 * <p>Changes are committed in the order in which they were requested, among themselves and with
 * {@link MessageLog#append}. Each one is done completely or not at all, and fails as an append
 * does. Results are delivered after the commit, on a thread that must not be blocked. Thread-safe.
 */
public interface Transactions {

  /**
   * A part of a group's transaction. It may run again in another transaction if the group fails, so
   * it must have no other side effects. It refuses its request by throwing a {@link
   * io.reddot.message.Problem} before it changes anything. Any other exception rolls the whole
   * group back.
   */
  interface Change<T> {
    T in(Transaction transaction) throws SQLException;
  }

  /** A read in a transaction of its own. */
  interface Query<T> {
    T in(Sql sql) throws SQLException;
  }

  /**
   * Requests a change that appends {@code drafts} or stores them for later. Their ids are
   * {@linkplain Transaction#lookUp looked up} before the change runs.
   */
  <T> CompletionStage<T> change(List<Draft> drafts, Change<T> change);

  /**
   * Requests a change.
   *
   * @param rows the approximate number of rows that it writes
   * @param size the approximate number of characters that it holds until the commit
   */
  <T> CompletionStage<T> change(int rows, int size, Change<T> change);

  /** Runs a read. Its queries may see commits that were made between them. */
  <T> T read(Query<T> query);

  /** Runs a read. All its queries see the same snapshot. */
  <T> T readSnapshot(Query<T> query);
}
