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
 * A durable, totally ordered log of messages. Positions start at 1 and have no gaps when they are
 * given; trimming and expiry take messages away but never change a position.
 *
 * <p>Thread-safe. Small on purpose, so that another store can take its place.
 */
public interface MessageLog extends AutoCloseable {

  /** The name that its cursors carry; it stays with the database. */
  String name();

  /** Random bytes that all nodes on this database share, and nobody else knows. */
  byte[] secret();

  /**
   * The position of the last message that this node knows to be committed; 0 when there is none.
   */
  long head();

  /** As {@link #head()}, but asked of the store: another node may have committed more. */
  long readHead();

  /**
   * Up to here trimming has taken everything away: a cursor before it may have lost some. 0 when
   * nothing was trimmed. Trimming may have taken single messages after it, too: see {@link
   * #trimmed}.
   */
  long floor();

  /**
   * Whether trimming may have taken away a message after {@code after} that one of {@code filters}
   * matches. Never false wrongly.
   */
  boolean trimmed(Collection<TopicFilter> filters, long after);

  /**
   * Appends all of {@code drafts} at consecutive positions, or nothing. A draft whose id is in the
   * log already with the same content is not stored again; its receipt names the stored one.
   *
   * @return receipts in the order of the drafts, once they are committed and survive a crash. It
   *     fails with a {@link io.reddot.message.Problem}: 409 when an id is taken by other content or
   *     by a message that is scheduled, 503 when more is waiting to be committed than memory is
   *     meant for, or the log is closed; with anything else when the database failed. It completes
   *     on a thread that must not be held up.
   */
  CompletionStage<List<Receipt>> append(List<Draft> drafts);

  /**
   * Appends a system event.
   *
   * @param by the user who caused it; null: nobody in particular
   * @return its position; fails as {@link #append(List)} does
   */
  default CompletionStage<Cursor> append(SystemEvent event, @Nullable String by) {
    return append(List.of(SystemEvents.encode(event, by)))
        .thenApply(receipts -> receipts.get(0).cursor());
  }

  /**
   * Reads the messages that match any of {@code filters}, are after {@code after} and not after
   * {@code upTo}, and have not expired, in order. The work of one call is bounded, so that a page
   * may hold fewer than there are, even none: {@link Page#through()} says how far it got.
   *
   * @param limit at most so many messages; a page also ends after about a megabyte
   */
  Page read(Collection<TopicFilter> filters, long after, long upTo, int limit);

  /**
   * As {@link #read}, but whatever the topic: for what follows the whole log, never for a caller.
   */
  Page readAll(long after, long upTo, int limit);

  /**
   * Reads the retained messages whose topics match any of {@code filters}, come after {@code
   * afterTopic} and have not expired, in order of topic (by the bytes of UTF-8). A topic's retained
   * message is the last one that was published with {@code retain}, unless that one {@linkplain
   * Message#clearsRetained() took it away}. Retention spares it, so that its position may be at or
   * before {@link #floor()}.
   *
   * @param afterTopic the last topic of the page before; empty: from the start
   * @param limit at most so many messages; a page also ends after about a megabyte, so only an
   *     empty one says that there are no more
   */
  List<Message> retained(Collection<TopicFilter> filters, String afterTopic, int limit);

  /**
   * The message at {@code position}; null if there is none yet, it has expired, or trimming has
   * taken it away.
   */
  @Nullable Message at(long position);

  /**
   * Finds messages by id, also recalled ones, as long as retention keeps them; at most {@value
   * StoredMessage#NAMESAKES}.
   *
   * @param publisher only messages of this one; null: of all
   */
  List<StoredMessage> find(String id, @Nullable String publisher);

  /** Who has published the retained messages. */
  RetainedStore retainedStore();

  /** Reads and changes the tables that features keep beside the log. */
  Transactions transactions();

  /** Follows what is committed from now on, in order, whichever node committed it. */
  Tail tail();

  /** Stops committing, fails what still waits, and lets go of the database. Idempotent. */
  @Override
  void close();

  default Cursor cursor(long position) {
    return new Cursor(name(), position);
  }

  /**
   * What a publisher gets for one draft.
   *
   * @param duplicate whether it had been stored before
   */
  record Receipt(String id, Cursor cursor, boolean duplicate) {}

  /**
   * One step through the log.
   *
   * @param through how far it looked: every match after the start and up to here is in it
   * @param trimmed as {@link MessageLog#trimmed} for the start: some matches may be gone
   */
  record Page(List<Message> messages, long through, boolean trimmed) {}
}
