package io.reddot.inbox;

import io.reddot.message.Cursor;
import io.reddot.message.Mark;
import io.reddot.message.Message;
import io.reddot.message.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everybody's inbox beside the log: what was read, who is in which group, what was recalled.
 *
 * <p>Each change that can alter a count is an event in the log (see {@link
 * io.reddot.message.SystemEvent}), appended in the transaction that makes it. So a count is true at
 * the head that was read with it, on every node and after every crash, and it always is what
 * listing would count. No clock is in it: a message counts until the log says that it has expired.
 *
 * <p>Changes are committed, answered and fail as those of {@link SessionStore}. What changes
 * nothing appends nothing.
 *
 * <p>Thread-safe.
 */
public interface InboxStore {
  /** How many groups a user may be put into: each costs every count of that user a search. */
  int MAX_MEMBERSHIPS = 100;

  /** How many messages of one id, of as many publishers, are looked at. */
  int NAMESAKES = 20;

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
   * Marks what {@code marking} says, as far as it is in the inbox.
   *
   * @return the count after it, at the position of the event that tells of it, with what could not
   *     be marked. It fails with a {@link io.reddot.message.Problem}, with nothing changed, if
   *     nothing could be: 404 if it is not in the inbox, 409 if several messages have the id
   */
  CompletionStage<Unread> mark(InboxReader reader, Marking marking);

  /**
   * Takes a message away from inboxes, counts and every reader of the log.
   *
   * @param publisher whose; null: that of {@code by}, or else the only one that is allowed
   * @param allowed asked, in the transaction, whether the caller may; throws a {@link
   *     io.reddot.message.Problem} if not, and says false if there shall seem to be no such message
   * @param by the user who recalls it
   * @return where it stands in the log that it was recalled; as before, if it had been. Fails with
   *     a {@link io.reddot.message.Problem}: 404 if there is no such message, 409 if several
   *     publishers have used the id
   */
  CompletionStage<Cursor> recall(
      String id, @Nullable String publisher, Predicate<Found> allowed, String by);

  /** As above, of whoever published it. */
  default CompletionStage<Cursor> recall(String id, Predicate<Found> allowed, String by) {
    return recall(id, null, allowed, by);
  }

  /**
   * As {@link #recall}, or takes away one that waits for its time.
   *
   * @param anybodys whether the caller may take away what others have scheduled
   * @return nothing if it had not been sent yet
   */
  CompletionStage<Optional<Cursor>> withdraw(
      String id, @Nullable String publisher, boolean anybodys, Predicate<Found> allowed, String by);

  /**
   * The messages with this id, as long as retention keeps them; at most {@value #NAMESAKES}.
   *
   * @param publisher only of this one; null: of all
   */
  List<Found> find(String id, @Nullable String publisher);

  /**
   * The message that a caller means by an id: its own, or else the only one that it may have.
   *
   * @param own the caller
   * @param allowed whether the caller may; throws a {@link Problem} if not, and says false if there
   *     shall seem to be no such message
   * @throws Problem (404) if there is none, (409) if there are several
   */
  static Found one(List<Found> all, String own, Predicate<Found> allowed) {
    for (Found found : all) {
      if (own.equals(found.message().sender()) && allowed.test(found)) {
        return found;
      }
    }
    List<Found> may = new ArrayList<>();
    Problem refusal = null;
    for (Found found : all) {
      try {
        if (allowed.test(found)) {
          may.add(found);
        }
      } catch (Problem problem) {
        refusal = problem;
      }
    }
    if (may.size() > 1) {
      throw ambiguous(may.stream().map(found -> found.message().sender()).toList());
    }
    if (may.isEmpty()) {
      throw refusal == null ? Problem.notFound("There is no message with this id.") : refusal;
    }
    return may.get(0);
  }

  /** What a caller is told whose id is that of several. */
  static Problem ambiguous(List<@Nullable String> publishers) {
    return Problem.conflict(
        "Several publishers have used this id; say whose you mean by 'sender', such as "
            + publishers.stream()
                .filter(Objects::nonNull)
                .distinct()
                .limit(10)
                .collect(Collectors.joining(", "))
            + ".");
  }

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
   * @param missing what was to be marked and is not in the inbox, as it was named
   * @param ambiguous ids that several messages of the inbox have, of which none was marked
   */
  record Unread(long count, long position, List<String> missing, List<String> ambiguous) {
    public Unread {
      missing = List.copyOf(missing);
      ambiguous = List.copyOf(ambiguous);
    }

    public Unread(long count, long position) {
      this(count, position, List.of(), List.of());
    }
  }

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
   * @param ids of the messages that it does it with
   * @param positions of such messages
   * @param upTo everything up to here, where there are neither ids nor positions; Long.MAX_VALUE:
   *     all there is
   */
  record Marking(Mark mark, List<String> ids, List<Long> positions, long upTo) {
    public Marking {
      ids = List.copyOf(ids);
      positions = List.copyOf(positions);
    }

    public static Marking of(Mark mark, List<String> ids) {
      return new Marking(mark, ids, List.of(), 0);
    }

    public static Marking at(Mark mark, List<Long> positions) {
      return new Marking(mark, List.of(), positions, 0);
    }

    public static Marking readUpTo(long position) {
      return new Marking(Mark.READ, List.of(), List.of(), position);
    }

    boolean named() {
      return !ids.isEmpty() || !positions.isEmpty();
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
