package io.reddot.inbox;

import io.reddot.access.Caller;
import io.reddot.access.limit.Limits;
import io.reddot.config.SingleInstance;
import io.reddot.hub.Inboxes.Reader;
import io.reddot.hub.Inboxes.Unread;
import io.reddot.inbox.InboxStore.InboxFilter;
import io.reddot.inbox.InboxStore.InboxPage;
import io.reddot.inbox.InboxStore.InboxQuery;
import io.reddot.inbox.InboxStore.Marking;
import io.reddot.json.JsonData;
import io.reddot.log.MessageLog;
import io.reddot.message.Cursor;
import io.reddot.message.Mark;
import io.reddot.message.Problem;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads and marks the inbox of a caller, in the same way for every transport. Marking appends an
 * event to the log, so it counts against the caller's limits as a publication does. Thread-safe.
 */
@SingleInstance
public class Inbox {
  /** The largest number of messages that one call lists or marks. */
  public static final int MAX_MESSAGES = 200;

  private final MessageLog log;
  private final InboxStore store;
  private final Limits limits;

  @Inject
  public Inbox(MessageLog log, Limits limits) {
    this.log = log;
    this.limits = limits;
    this.store = new InboxStore(log);
  }

  private static Reader reader(Caller caller) {
    return new Reader(caller.user(), caller.inboxGroups());
  }

  /** Counts the unread messages. */
  public Count unread(Caller caller) {
    limits.read(caller);
    return count(store.unread(reader(caller)), List.of(), List.of());
  }

  /**
   * Lists messages, newest first.
   *
   * @param event only messages with this event; null: with any or none
   * @param category only messages of this category; null: of any or none
   * @param before only messages before this one; null: from the newest
   * @throws Problem (400) for a cursor of another log
   */
  public InboxPage list(
      Caller caller,
      InboxFilter filter,
      @Nullable String event,
      @Nullable String category,
      @Nullable Cursor before,
      int limit) {
    limits.read(caller);
    long position = before == null ? Long.MAX_VALUE : position(before);
    return store.list(reader(caller), new InboxQuery(filter, event, category, position, limit));
  }

  /**
   * Marks messages by id, if they are in the inbox.
   *
   * @return the count after the commit, with the ids that were not marked. Fails with a {@link
   *     Problem} if no message was marked: (404) if it is not in the inbox, (409) if several
   *     messages of the inbox have the id
   */
  public CompletionStage<Count> mark(Caller caller, Mark mark, List<String> ids) {
    checkNumber("ids", ids.size());
    return mark(caller, Marking.of(mark, ids));
  }

  /**
   * Marks messages by cursor, as {@link #mark(Caller, Mark, List)} does by id.
   *
   * @throws Problem (400) for a cursor of another log
   */
  public CompletionStage<Count> markAt(Caller caller, Mark mark, List<Cursor> cursors) {
    checkNumber("cursors", cursors.size());
    return mark(caller, Marking.at(mark, cursors.stream().map(this::position).toList()));
  }

  private static void checkNumber(String name, int number) {
    if (number == 0 || number > MAX_MESSAGES) {
      throw Problem.badRequest(
          "'%1$s' has %2$,d %1$s; a request may have 1 to %3$d."
              .formatted(name, number, MAX_MESSAGES));
    }
  }

  /**
   * Marks all messages up to {@code upTo} as read.
   *
   * @throws Problem (400) for a cursor of another log
   */
  public CompletionStage<Count> readUpTo(Caller caller, Cursor upTo) {
    return mark(caller, Marking.readUpTo(position(upTo)));
  }

  /** Marks all messages as read. */
  public CompletionStage<Count> readAll(Caller caller) {
    return mark(caller, Marking.readAll());
  }

  /**
   * Marks all messages up to {@code upTo} as seen; null: all messages.
   *
   * @throws Problem (400) for a cursor of another log
   */
  public CompletionStage<Count> seen(Caller caller, @Nullable Cursor upTo) {
    return mark(caller, Marking.seenUpTo(upTo == null ? Long.MAX_VALUE : position(upTo)));
  }

  private CompletionStage<Count> mark(Caller caller, Marking marking) {
    limits.write(caller);
    return store
        .mark(reader(caller), marking)
        .thenApply(
            marked -> {
              InboxMetrics.marked(marking.mark(), 1);
              return count(marked.unread(), marked.missing(), marked.ambiguous());
            });
  }

  private long position(Cursor cursor) {
    if (!cursor.log().equals(log.name())) {
      throw Problem.badRequest(
          "The cursor belongs to another database; pass one that this server returned.");
    }
    return cursor.position();
  }

  private Count count(Unread unread, List<String> missing, List<String> ambiguous) {
    return new Count(
        unread.count(), unread.unseen(), log.cursor(unread.position()), missing, ambiguous);
  }

  /**
   * The number of unread messages.
   *
   * @param unseen how many of them were not seen
   * @param cursor the position in the log at which both are correct
   * @param missing the ids or cursors of messages to mark that are not in the inbox
   * @param ambiguous ids that several messages of the inbox have, none of which was marked
   */
  public record Count(
      long count, long unseen, Cursor cursor, List<String> missing, List<String> ambiguous) {
    /**
     * Returns {@code {"count":3,"unseen":1,"cursor":"..."}}, with {@code missing} and {@code
     * ambiguous} unless they are empty.
     */
    public JsonObjectBuilder json() {
      JsonObjectBuilder json =
          JsonData.object()
              .add("count", count)
              .add("unseen", unseen)
              .add("cursor", cursor.toString());
      if (!missing.isEmpty()) {
        json.add("missing", JsonData.array(missing));
      }
      if (!ambiguous.isEmpty()) {
        json.add("ambiguous", JsonData.array(ambiguous));
      }
      return json;
    }
  }
}
