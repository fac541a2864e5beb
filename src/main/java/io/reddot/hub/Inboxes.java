package io.reddot.hub;

import io.reddot.message.Message;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Answers questions of the hub and of receipts about inboxes. The inbox feature implements it, so
 * that the product also works without that feature. Implementations are thread-safe.
 */
public interface Inboxes {

  /** Counts the reader's unread messages; archived ones do not count. */
  Unread unread(Reader reader);

  /** Returns the number of users who have read a message. */
  long readers(Message message);

  /**
   * Returns the time since which the user has had the message marked as read; empty if it is
   * unread.
   */
  Optional<Instant> readAt(Message message, String user);

  /**
   * The owner of an inbox.
   *
   * @param groups the groups that the user's token names; groups that an operator added the user to
   *     are stored
   */
  record Reader(String user, Set<String> groups) {
    public Reader {
      groups = Set.copyOf(groups);
    }
  }

  /**
   * A number of unread messages.
   *
   * @param unseen how many of them the reader has not seen, i.e. were appended after all that it
   *     has seen
   * @param position the position of the log at which both are correct
   */
  record Unread(long count, long unseen, long position) {
    /** Whether the numbers are the same, wherever they are correct. */
    boolean sameAs(Unread other) {
      return count == other.count && unseen == other.unseen;
    }
  }
}
