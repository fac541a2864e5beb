package io.reddot.log;

import io.reddot.message.Cursor;
import io.reddot.message.Message;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everybody's inbox beside the log: what was read, who is in which group, what was recalled.
 *
 * <p>Each change that can alter a count is an event in the log (see {@link
 * io.reddot.message.Control}), appended in the transaction that makes it. So a count is true at the
 * head that was read with it, on every node and after every crash, and it always is what listing
 * would count. No clock is in it: a message counts until the log says that it has expired.
 *
 * <p>Changes are committed, answered and fail as those of {@link SessionStore}. What changes
 * nothing appends nothing.
 *
 * <p>Thread-safe.
 */
public interface InboxStore {
  /** How many groups a user may be put into: each costs every count of that user a search. */
  int MAX_MEMBERSHIPS = 100;

  /** How many messages the reader has not read; archived ones do not count. */
  Unread unread(InboxReader reader);

  /**
   * What the inbox holds, newest first.
   *
   * @param event only messages of this kind; null: of any
   * @param before only messages before this position
   */
  InboxPage list(
      InboxReader reader, InboxFilter filter, @Nullable String event, long before, int limit);

  /**
   * Marks what {@code marking} says.
   *
   * @return the count after it, at the position of the event that tells of it; fails with a {@link
   *     io.reddot.message.Problem} (404) that names the first id which is not in the inbox, with
   *     nothing changed
   */
  CompletionStage<Unread> mark(InboxReader reader, Marking marking);

  /**
   * Takes a message away from inboxes, counts and every reader of the log.
   *
   * @param allowed asked, in the transaction, whether the caller may; throws a {@link
   *     io.reddot.message.Problem} if not, and says false if there shall seem to be no such message
   * @param by who recalls it
   * @return where it stands in the log that it was recalled; as before, if it had been. Fails with
   *     a {@link io.reddot.message.Problem} (404) if there is no such message
   */
  CompletionStage<Cursor> recall(String id, Predicate<Found> allowed, String by);

  /** The message with this id, as long as retention keeps it. */
  Optional<Found> find(String id);

  /** How many users have read it. */
  long readers(Message message);

  /** Since when the user has read it without a break. */
  Optional<Instant> readAt(Message message, String user);

  /**
   * Puts a user into a group.
   *
   * @param by who does it
   * @return the log's end with it; fails with a {@link io.reddot.message.Problem} (409) if the user
   *     is in {@value #MAX_MEMBERSHIPS} others
   */
  CompletionStage<Cursor> join(String group, String user, String by);

  /**
   * Takes a user out of a group.
   *
   * @return the log's end with it
   */
  CompletionStage<Cursor> leave(String group, String user, String by);

  /** The groups that a user was put into, each with the position after which it sees messages. */
  Map<String, Long> memberships(String user);

  /** Members in order of name, after {@code after} (empty: from the start), with their since. */
  Map<String, Long> members(String group, String after, int limit);

  /** Groups in order of name, after {@code after}, with the number of their members. */
  Map<String, Long> groups(String after, int limit);

  /**
   * Whose inbox.
   *
   * @param groups those that the user's token says, as far as they are topic levels; those that it
   *     was put into are known here
   */
  record InboxReader(String user, Set<String> groups) {
    public InboxReader {
      groups = Set.copyOf(groups);
    }
  }

  /**
   * A count.
   *
   * @param position the log's position that it is true at
   */
  record Unread(long count, long position) {}

  /** What to list; only {@link #ARCHIVED} has what is archived. */
  enum InboxFilter {
    ALL,
    UNREAD,
    ARCHIVED
  }

  /** A message as its reader has it. */
  record InboxEntry(Message message, boolean read, boolean archived) {}

  /**
   * A part of an inbox.
   *
   * @param unread read in the same moment
   * @param more whether there is more before the last entry
   */
  record InboxPage(List<InboxEntry> entries, Unread unread, boolean more) {
    public InboxPage {
      entries = List.copyOf(entries);
    }
  }

  /**
   * What a reader does with its inbox.
   *
   * @param ids of the messages that it does it with; empty for {@link Kind#READ} up to a position
   * @param upTo everything up to here; Long.MAX_VALUE: all there is
   */
  record Marking(Kind kind, List<String> ids, long upTo) {
    /** Named as the events that tell of it. */
    public enum Kind {
      READ,
      UNREAD,
      ARCHIVE,
      UNARCHIVE
    }

    public Marking {
      ids = List.copyOf(ids);
    }

    public static Marking of(Kind kind, List<String> ids) {
      return new Marking(kind, ids, 0);
    }

    public static Marking readUpTo(long position) {
      return new Marking(Kind.READ, List.of(), position);
    }

    public static Marking readAll() {
      return readUpTo(Long.MAX_VALUE);
    }
  }

  /**
   * A message that may have been recalled.
   *
   * @param recalledBy the position of the event that recalled it; null if it was not
   */
  record Found(Message message, @Nullable Long recalledBy) {}
}
