package io.reddot.inbox;

import io.reddot.message.Cursor;
import io.reddot.message.Message;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Inboxes beside the log, in its transactions. Thread-safe. */
final class JdbcInboxStore implements InboxStore {
  /** What a change without text of the caller's holds, roughly, in characters. */
  private static final int CHANGE = 512;

  private final Database database;
  private final String log;
  private final GroupCommit commits;

  JdbcInboxStore(Database database, String log, GroupCommit commits) {
    this.database = database;
    this.log = log;
    this.commits = commits;
  }

  @Override
  public Unread unread(InboxReader reader) {
    return database.readMoment(
        connection -> {
          List<Followed> topics = Followed.all(connection, reader);
          return new Unread(
              InboxCount.unread(connection, reader.user(), topics),
              Rows.Head.read(connection).position());
        });
  }

  @Override
  public Map<String, Long> memberships(String user) {
    return database.read(connection -> MembershipRows.of(connection, user));
  }

  @Override
  public InboxPage list(
      InboxReader reader, InboxFilter filter, @Nullable String event, long before, int limit) {
    return database.readMoment(
        connection -> InboxListing.read(connection, log, reader, filter, event, before, limit));
  }

  @Override
  public CompletionStage<Unread> mark(InboxReader reader, Marking marking) {
    int ids = marking.ids().size() + marking.positions().size();
    return commits.change(
        4 + ids, CHANGE * (1 + ids), transaction -> InboxMarks.mark(transaction, reader, marking));
  }

  @Override
  public CompletionStage<Cursor> recall(
      String id, @Nullable String publisher, Predicate<Found> allowed, String by) {
    return commits.change(
        4,
        CHANGE + id.length(),
        transaction -> Recall.recall(transaction, id, publisher, allowed, by));
  }

  @Override
  public CompletionStage<Optional<Cursor>> withdraw(
      String id,
      @Nullable String publisher,
      boolean anybodys,
      Predicate<Found> allowed,
      String by) {
    return commits.change(
        4,
        CHANGE + id.length(),
        transaction -> Recall.withdraw(transaction, id, publisher, anybodys, allowed, by));
  }

  @Override
  public List<Found> find(String id, @Nullable String publisher) {
    return database.read(connection -> Recall.named(connection, log, id, publisher));
  }

  @Override
  public long readers(Message message) {
    return database.read(connection -> InboxReceipts.readers(connection, message));
  }

  @Override
  public Optional<Instant> readAt(Message message, String user) {
    return database.readMoment(connection -> InboxReceipts.readAt(connection, message, user));
  }

  @Override
  public CompletionStage<Cursor> join(String group, String user, String by) {
    return commits.change(
        2, CHANGE, transaction -> MembershipRows.join(transaction, group, user, by));
  }

  @Override
  public CompletionStage<Cursor> leave(String group, String user, String by) {
    return commits.change(
        2, CHANGE, transaction -> MembershipRows.leave(transaction, group, user, by));
  }

  @Override
  public Map<String, Long> members(String group, String after, int limit) {
    return database.read(connection -> MembershipRows.members(connection, group, after, limit));
  }

  @Override
  public Map<String, Long> groups(String after, int limit) {
    return database.read(connection -> MembershipRows.groups(connection, after, limit));
  }
}
