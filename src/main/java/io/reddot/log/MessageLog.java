package io.reddot.log;

import io.reddot.message.Cursor;
import io.reddot.message.Draft;
import io.reddot.message.Message;
import io.reddot.message.SystemEvent;
import io.reddot.message.TopicFilter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A durable, totally ordered log of messages. Positions start at 1 and are assigned without gaps;
 * trimming and expiry remove messages but never change a position.
 *
 * <p>Thread-safe.
 */
public interface MessageLog extends AutoCloseable {

  /** Returns the name that cursors of this log carry; it stays with the database. */
  String name();

  /** Returns random bytes that only the nodes on this database know. */
  byte[] secret();

  /** Returns the position of the last message that this node knows to be committed; 0: none. */
  long head();

  /** As {@link #head()}, but reads the database, because another node may have committed more. */
  long readHead();

  /**
   * Returns the position up to which trimming has removed everything except messages that a feature
   * {@linkplain Projection#spared spares}; 0: nothing was trimmed. A reader whose cursor is before
   * it may have lost messages. Trimming may also have removed single messages after it: see {@link
   * #trimmed}.
   */
  long floor();

  /**
   * Whether trimming may have removed a message after {@code after} that one of {@code filters}
   * matches. It may be true although no match is missing, but is never false if one is.
   */
  boolean trimmed(Collection<TopicFilter> filters, long after);

  /**
   * Appends all of {@code drafts} at consecutive positions, or none. A draft that is already in the
   * log, with the same id and content, is not stored again; its receipt names the stored message.
   *
   * @return receipts in the order of the drafts, once they are committed and survive a crash. It
   *     fails with a {@link io.reddot.message.Problem}: 409 if an id is used by other content or by
   *     a scheduled message, 429 if they exceed a {@link StorageQuota}, 503 if too much is waiting
   *     to be committed, the log is closed, or the database failed. It completes on a thread that
   *     must not be blocked
   */
  CompletionStage<List<Receipt>> append(List<Draft> drafts);

  /**
   * Appends a system event.
   *
   * @param by the user who caused it; null: no particular user
   * @return its position; fails as {@link #append(List)} does
   */
  default CompletionStage<Cursor> append(SystemEvent event, @Nullable String by) {
    return append(List.of(SystemEvents.encode(event, by)))
        .thenApply(receipts -> receipts.get(0).cursor());
  }

  /**
   * Reads, in order, the messages that match any of {@code filters}, are after {@code after} and
   * not after {@code upTo}, and have not expired. The work of one call is bounded, so a page may
   * hold fewer messages than there are, even none; {@link Page#through()} tells how far the call
   * looked.
   *
   * @param limit the largest number of messages in a page; a page also ends after about a megabyte
   */
  Page read(Collection<TopicFilter> filters, long after, long upTo, int limit);

  /**
   * As {@link #read}, for all topics. Meant for code that follows the whole log, never for requests
   * of callers. {@link Page#trimmed()} is always false.
   */
  Page readAll(long after, long upTo, int limit);

  /**
   * Returns the message at {@code position}; null if there is none yet, it has expired, or trimming
   * has removed it.
   */
  @Nullable Message at(long position);

  /**
   * Finds messages by id, including recalled ones, as long as retention keeps them; at most {@value
   * StoredMessage#NAMESAKES}.
   *
   * @param publisher the only publisher whose messages are found; null: all
   */
  List<StoredMessage> find(String id, @Nullable String publisher);

  /**
   * Returns the topics of the log that begin with {@code prefix}, in the order of their UTF-8
   * bytes. Reserved topics are left out, unless the prefix is that of a reserved one.
   */
  List<String> topics(String prefix, int limit);

  /** Reads and changes the tables that features keep beside the log. */
  Transactions transactions();

  /** Opens a tail, which follows what any node commits from now on, in order. */
  Tail tail();

  /**
   * Accepts no more requests, commits those that it accepted, and closes the database. Idempotent.
   */
  @Override
  void close();

  default Cursor cursor(long position) {
    return new Cursor(name(), position);
  }

  /**
   * The receipt for one draft.
   *
   * @param duplicate whether the message had been stored before
   */
  record Receipt(String id, Cursor cursor, boolean duplicate) {}

  /**
   * One step through the log.
   *
   * @param through how far it looked: every match after the start and up to this position is
   *     included
   * @param trimmed as {@link MessageLog#trimmed} for the start: some matches may be gone
   */
  record Page(List<Message> messages, long through, boolean trimmed) {}
}
