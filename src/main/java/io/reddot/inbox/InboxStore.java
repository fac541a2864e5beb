package io.reddot.inbox;

import io.reddot.audit.AuditRecord;
import io.reddot.hub.Inboxes;
import io.reddot.log.MessageLog;
import io.reddot.log.Sql;
import io.reddot.log.Transaction;
import io.reddot.log.Transactions;
import io.reddot.message.Cursor;
import io.reddot.message.Mark;
import io.reddot.message.Message;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The inboxes of all users, and the groups that users are in.
 *
 * <p>Each change that may alter a count appends an event to the log (see {@link
 * io.reddot.message.SystemEvent}) in the same transaction. Therefore a count is correct at the head
 * that was read with it, on every node and after every crash, and equals the number of messages
 * that a list shows. A count does not depend on a clock: a message counts until an event in the log
 * says that it has expired.
 *
 * <p>Changes are committed and fail as those of {@link Transactions} do. A change without effect
 * appends nothing. Thread-safe.
 */
public final class InboxStore implements Inboxes {
  /**
   * The largest number of groups that a user may be put into; each count of the user searches each
   * group.
   */
  public static final int MAX_MEMBERSHIPS = 100;

  /** An estimate of the characters that a change holds, beside the text of the caller. */
  private static final int CHANGE_SIZE = 512;

  private final String log;
  private final Transactions transactions;

  public InboxStore(MessageLog log) {
    this(log.name(), log.transactions());
  }

  /**
   * @param log the name of the log
   */
  InboxStore(String log, Transactions transactions) {
    this.log = log;
    this.transactions = transactions;
  }

  @Override
  public Unread unread(Reader reader) {
    return transactions.readSnapshot(
        sql -> unread(sql, reader.user(), InboxTopic.all(sql, reader)));
  }

  /** Counts within a read. */
  static Unread unread(Sql sql, String reader, List<InboxTopic> topics) throws SQLException {
    return unread(sql, reader, topics, sql.number("SELECT head FROM log"));
  }

  /** Counts within a transaction, at its end of the log: it may have appended messages. */
  static Unread unread(Transaction transaction, String reader, List<InboxTopic> topics)
      throws SQLException {
    return unread(transaction.sql(), reader, topics, transaction.head());
  }

  private static Unread unread(Sql sql, String reader, List<InboxTopic> topics, long head)
      throws SQLException {
    long count = InboxCount.unread(sql, reader, topics);
    long seen = SeenMarks.of(sql, reader);
    long unseen = seen == 0 ? count : SeenMarks.unseen(sql, reader, topics, seen);
    return new Unread(count, unseen, head);
  }

  /** Lists messages of an inbox, newest first. */
  public InboxPage list(Reader reader, InboxQuery query) {
    return transactions.readSnapshot(sql -> InboxListing.read(sql, log, reader, query));
  }

  /**
   * Marks messages, if they are in the inbox.
   *
   * @return the result, with the count at the position of the event that records the marking. Fails
   *     with a {@link io.reddot.message.Problem}, without any change, if no message could be
   *     marked: 404 if it is not in the inbox, 409 if several messages have the id
   */
  public CompletionStage<Marked> mark(Reader reader, Marking marking) {
    int names = marking.ids().size() + marking.positions().size();
    return transactions.change(
        4 + names,
        CHANGE_SIZE * (1 + names),
        transaction -> InboxMarks.mark(transaction, reader, marking));
  }

  @Override
  public long readers(Message message) {
    return transactions.read(sql -> InboxReceipts.readers(sql, message));
  }

  @Override
  public Optional<Instant> readAt(Message message, String user) {
    return transactions.readSnapshot(sql -> InboxReceipts.readAt(sql, message, user));
  }

  /**
   * Puts a user into a group.
   *
   * @param by the user who does so
   * @return the log's end afterwards; fails with a {@link io.reddot.message.Problem} (409) if the
   *     user is in {@value #MAX_MEMBERSHIPS} other groups
   */
  public CompletionStage<Cursor> join(String group, String user, String by) {
    return join(group, user, by, AuditRecord.NONE);
  }

  /** As above; appends the record in the same transaction, unless nothing changed. */
  CompletionStage<Cursor> join(String group, String user, String by, AuditRecord audit) {
    return transactions.change(
        3,
        CHANGE_SIZE,
        audit.after(transaction -> MembershipRows.join(transaction, group, user, by)));
  }

  /**
   * Puts several users into a group, all or none.
   *
   * @return the number of users who were not in it; fails as {@link #join}
   */
  public CompletionStage<Integer> joinAll(String group, Collection<String> users, String by) {
    return joinAll(group, users, by, AuditRecord.NONE);
  }

  /** As above; appends the record in the same transaction, unless nothing changed. */
  CompletionStage<Integer> joinAll(
      String group, Collection<String> users, String by, AuditRecord audit) {
    List<String> all = List.copyOf(users);
    return transactions.change(
        2 * all.size() + 1,
        CHANGE_SIZE * (all.size() + 1),
        audit.after(
            transaction -> {
              List<String> joining = new ArrayList<>();
              for (String user : all) { // a change must refuse before it changes anything
                if (MembershipRows.mayJoin(transaction.sql(), group, user)) {
                  joining.add(user);
                }
              }
              for (String user : joining) {
                Cursor unused = MembershipRows.join(transaction, group, user, by);
              }
              return joining.size();
            }));
  }

  /** Returns the number of members of a group. */
  public long size(String group) {
    return transactions.read(sql -> MembershipRows.size(sql, group));
  }

  /**
   * Takes a user out of a group.
   *
   * @param by the user who does so
   * @return the log's end afterwards
   */
  public CompletionStage<Cursor> leave(String group, String user, String by) {
    return leave(group, user, by, AuditRecord.NONE);
  }

  /** As above; appends the record in the same transaction, unless nothing changed. */
  CompletionStage<Cursor> leave(String group, String user, String by, AuditRecord audit) {
    return transactions.change(
        3,
        CHANGE_SIZE,
        audit.after(transaction -> MembershipRows.leave(transaction, group, user, by)));
  }

  /**
   * Returns the groups that a user was put into, each with the position after which the user sees
   * messages.
   */
  public Map<String, Long> memberships(String user) {
    return transactions.read(sql -> MembershipRows.of(sql, user));
  }

  /**
   * Lists the members of a group in order of name, each with the position after which it sees
   * messages.
   *
   * @param after the last name of the previous page; empty: from the start
   */
  public Map<String, Long> members(String group, String after, int limit) {
    return transactions.read(sql -> MembershipRows.members(sql, group, after, limit));
  }

  /** Lists groups in order of name, with the number of their members. */
  public Map<String, Long> groups(String after, int limit) {
    return transactions.read(sql -> MembershipRows.groups(sql, after, limit));
  }

  /** The messages to list; only {@link #ARCHIVED} has archived ones. */
  public enum InboxFilter {
    ALL,
    UNREAD,
    ARCHIVED
  }

  /**
   * What to list.
   *
   * @param event only messages with this event; null: with any or none
   * @param category only messages whose data has this {@link DataMembers#category()}; null: with
   *     any or none
   * @param before only messages before this position
   */
  public record InboxQuery(
      InboxFilter filter,
      @Nullable String event,
      @Nullable String category,
      long before,
      int limit) {}

  /**
   * A message with its reader's state.
   *
   * @param collapsed the number of older messages that it replaces, up to {@value
   *     CollapsedItems#MOST}
   */
  public record InboxEntry(
      Message message, boolean read, boolean seen, boolean archived, int collapsed) {}

  /**
   * A part of an inbox.
   *
   * @param unread the count of the same snapshot
   * @param more whether there are messages older than the last entry
   */
  public record InboxPage(List<InboxEntry> entries, Unread unread, boolean more) {
    public InboxPage {
      entries = List.copyOf(entries);
    }
  }

  /**
   * A request to mark messages of an inbox.
   *
   * @param ids the ids of the messages
   * @param positions the positions of the messages, if there are no ids
   * @param upTo if there are neither: all messages up to this position
   */
  public record Marking(Mark mark, List<String> ids, List<Long> positions, long upTo) {
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

    public static Marking seenUpTo(long position) {
      return new Marking(Mark.SEEN, List.of(), List.of(), position);
    }

    public static Marking readAll() {
      return readUpTo(Long.MAX_VALUE);
    }

    boolean named() {
      return !ids.isEmpty() || !positions.isEmpty();
    }
  }

  /**
   * The result of marking messages.
   *
   * @param missing the ids or cursors of messages that are not in the inbox
   * @param ambiguous ids that several messages of the inbox have, none of which was marked
   */
  public record Marked(Unread unread, List<String> missing, List<String> ambiguous) {
    public Marked {
      missing = List.copyOf(missing);
      ambiguous = List.copyOf(ambiguous);
    }
  }
}
