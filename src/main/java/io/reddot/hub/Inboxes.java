package io.reddot.hub;

import io.reddot.message.Message;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What the hub and receipts want to know of inboxes. Implemented by the inbox, so that the product
 * also works without one. Implementations are thread-safe.
 */
public interface Inboxes {

  /** Counts the reader's unread messages; archived ones do not count. */
  Unread unread(Reader reader);

  /** The number of users who have read a message. */
  long readers(Message message);

  /** Since when the user has read a message without a break; empty if it is unread. */
  Optional<Instant> readAt(Message message, String user);

  /**
   * The owner of an inbox.
   *
   * @param groups those that the user's token names; groups that the user was put into are stored
   */
  record Reader(String user, Set<String> groups) {
    public Reader {
      groups = Set.copyOf(groups);
    }
  }

  /**
   * A number of unread messages.
   *
   * @param position the position of the log at which it is true
   */
  record Unread(long count, long position) {}
}
