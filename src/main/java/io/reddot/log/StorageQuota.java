package io.reddot.log;

import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import java.sql.SQLException;
import java.util.List;

/**
 * Counts, in one transaction of the log, what a feature keeps of messages, and refuses messages
 * that exceed its bounds. The transactions of all nodes run one after another, so the bounds hold
 * for the nodes together. Not thread-safe: owned by the committing thread.
 */
public interface StorageQuota {

  /** Reads, together, what it must know of drafts that may be appended. */
  void lookUp(List<Draft> drafts) throws SQLException;

  /**
   * Checks the messages of one request, which are about to be appended. Changes nothing, because
   * another quota may refuse them.
   *
   * @throws Problem (429) if they exceed a bound
   */
  void check(List<Message> messages) throws SQLException;

  /** Counts messages that no quota has refused; their rows are not stored yet. */
  void count(List<Message> messages) throws SQLException;

  /**
   * Checks whether messages that are stored for later could be appended now. They may exceed a
   * bound when they are due.
   *
   * @throws Problem (429) if one of them exceeds a bound
   */
  void checkLater(List<Draft> drafts) throws SQLException;

  /**
   * Returns the draft without what {@link #check} may refuse; the same draft if there is nothing to
   * leave out.
   */
  Draft reduce(Draft draft);

  /**
   * Stores the counts that have changed. Called last, after all rows of the transaction are stored.
   */
  void store() throws SQLException;
}
