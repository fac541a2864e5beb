package io.reddot.log;

import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Submission;
import io.reddot.message.SystemEvent;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a group of changes. The nodes on a database together run one transaction at a
 * time. Not thread-safe: owned by the committing thread.
 */
public interface Transaction {

  /** Returns the {@link Sql} that runs statements in this transaction. */
  Sql sql();

  /** Returns the log's name. */
  String name();

  /** Returns the time of this transaction, truncated to milliseconds. */
  Instant now();

  /** Returns the last position, including those that this transaction has appended. */
  long head();

  /**
   * Returns the position up to which retention has deleted everything, except messages that a
   * projection {@linkplain Projection#spared spares}.
   */
  long floor();

  /** Returns {@link #head()} as a cursor. */
  Cursor cursor();

  /**
   * Returns a number that is greater than all that this method has returned for this log before.
   */
  long next();

  /** Stores the messages appended so far, so that queries see them. */
  void flush() throws SQLException;

  /**
   * Looks up the earlier uses of the drafts' ids in the log and in the projections. Must be called
   * before any of the drafts is appended.
   */
  void lookUp(List<Draft> drafts) throws SQLException;

  /**
   * Returns the message under a key, if it was looked up or stored in this transaction; null
   * otherwise.
   */
  @Nullable Known known(Known.Key key);

  /** Notes the message that a projection stores under an id. */
  void know(Known known);

  /** Notes that a projection no longer stores anything under an id. */
  void forget(Known.Key key);

  /**
   * Checks whether messages that are stored for later could be appended now.
   *
   * @throws io.reddot.message.Problem (429) if one exceeds a bound of a {@link StorageQuota}
   */
  void checkLater(List<Draft> drafts) throws SQLException;

  /**
   * Appends all of {@code submissions} now, or none.
   *
   * @throws io.reddot.message.Problem (409) if a publisher has used an id for another message,
   *     (429) if the messages exceed a bound of a {@link StorageQuota}
   */
  List<MessageLog.Receipt> append(List<Submission> submissions) throws SQLException;

  /**
   * Appends a message that was accepted earlier. If it exceeds a bound meanwhile, it is appended
   * {@linkplain StorageQuota#reduce without} what the quotas refuse.
   *
   * @throws io.reddot.message.Problem (409) as {@link #append(List)}
   */
  void appendAccepted(Submission accepted) throws SQLException;

  /**
   * Appends a system event.
   *
   * @param by the user who caused it; null: no particular user
   */
  Cursor append(SystemEvent event, @Nullable String by) throws SQLException;

  /**
   * Finds messages by id, including recalled ones; at most {@value StoredMessage#NAMESAKES}.
   *
   * @param publisher the only publisher whose messages are found; null: all
   */
  List<StoredMessage> find(String id, @Nullable String publisher) throws SQLException;

  /**
   * Recalls a message: readers of the log no longer get it. Its row stays until retention deletes
   * it, so that its publisher learns of the recall when it publishes the same message again.
   *
   * @return the cursor of the recall; of the first one if it was recalled before
   */
  Cursor recall(StoredMessage message, String by) throws SQLException;

  /** Returns the quota of this class that a projection has created for this transaction. */
  <T extends StorageQuota> T quota(Class<T> type);

  /**
   * Deletes messages that a projection no longer {@linkplain Projection#spared spares}, if
   * retention has passed them, because it does not visit them again. Retention deletes the others
   * in their turn.
   *
   * @param positions a query of positions, with one parameter
   * @param values the values of the parameter
   */
  void release(String positions, Collection<?> values) throws SQLException;

  /**
   * Makes projections hold back the messages that a revoked token, or a disconnected user, has
   * stored for later.
   *
   * @return the number of messages that are held back now
   */
  int holdBack(SystemEvent revocation) throws SQLException;
}
